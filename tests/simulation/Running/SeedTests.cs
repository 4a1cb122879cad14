using ImmuFunctions.Simulator.Cloud;
using ImmuFunctions.Simulator.Reporting;
using Xunit;

namespace ImmuFunctions.Simulation.Tests.Running;

/// <summary>The ledger under simulated storms, always the same ones.</summary>
public sealed class SeedTests
{
    [Fact]
    public async Task Run_TwoHundredSeeds_FindsNothingWrongThoughEveryFaultHappens()
    {
        (int code, string[] lines) = await SimulatorProcess.RunAsync("--seeds", "1-200", "--jobs", "2");

        Assert.DoesNotContain(lines, l => l.Contains("VIOLATION", StringComparison.Ordinal));
        Assert.Equal(0, code);
        Assert.Contains("  seeds: 200", lines);
        Assert.Contains("  searches given up: 0", lines);
        string[] expected = [.. Enum.GetValues<Fault>().Select(RunTotals.Name), "replays", "unknown writes that were written", "unknown writes that were not", "writes refused"];
        Assert.All(expected, name => Assert.Contains(lines, l => l.StartsWith($"  {name}: ", StringComparison.Ordinal) && !l.EndsWith(" 0", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_SameSeedsAgain_GivesTheSameTraces()
    {
        string[] twice = await SimulatorProcess.HashesAsync("--seeds", "31-36", "--repeat", "2");
        string[] inAnotherProcess = await SimulatorProcess.HashesAsync("--seeds", "31-36");

        Assert.Equal(6, inAnotherProcess.Length);
        Assert.Equal([.. inAnotherProcess, .. inAnotherProcess], twice);
    }

    [Fact]
    public async Task Run_OtherSeeds_GivesOtherTraces()
    {
        string[] hashes = await SimulatorProcess.HashesAsync("--seeds", "41-60");

        Assert.Equal(20, hashes.Distinct().Count());
    }

    [Fact]
    public async Task Run_WithTrace_TellsEveryEvent()
    {
        (int code, string[] lines) = await SimulatorProcess.RunAsync("--seed", "31", "--trace");

        Assert.Equal(0, code);
        Assert.All((string[])[" Append log/", " → appended", " writes batch ", ": Acknowledged ", " serves"], what => Assert.Contains(lines, l => l.Contains(what, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData]
    [InlineData("--seed")]
    [InlineData("--colour", "blue")]
    public async Task Run_CommandLineIsWrong_SaysSo(params string[] arguments)
    {
        (int code, string[] lines) = await SimulatorProcess.RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.Empty(lines);
    }
}
