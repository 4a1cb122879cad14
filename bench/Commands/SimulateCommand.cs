using System.CommandLine;
using System.Globalization;
using ImmuFunctions.Bench.Hosting;

namespace ImmuFunctions.Bench.Commands;

/// <summary>Lets the simulator look for faults with seeds that nobody has tried yet.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 1 };
        var jobs = new Option<int>("--jobs") { Description = "Processes; each takes one processor.", DefaultValueFactory = _ => 1 };
        var command = new Command("simulate", "Several hosts on one simulated cloud store with faults, with fresh seeds: see docs/simulation.md.") { minutes, jobs };
        command.SetAction((given, cancellationToken) => RunAsync(given.GetValue(minutes), given.GetValue(jobs), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(double minutes, int jobs, CancellationToken cancellationToken)
    {
        try
        {
            return await BuiltSimulator.RunAsync(
                ["run", "--minutes", minutes.ToString(CultureInfo.InvariantCulture), "--jobs", jobs.ToString(CultureInfo.InvariantCulture)], cancellationToken);
        }
        catch (BenchmarkException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return 1;
        }
    }
}
