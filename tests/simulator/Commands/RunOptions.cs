using System.Globalization;

namespace ImmuFunctions.Simulator.Commands;

/// <summary>What the command line asks for.</summary>
internal sealed record RunOptions
{
    public const string Usage = """
        run --seeds FROM-TO | --seed N | --minutes N [--base N]
            --trace      write every event (with --seed)
            --hashes     write every seed's hash of its trace
            --repeat N   run the seeds so many times
            --first      end at the first violation
            --jobs N     share the work among so many processes
        """;

    /// <summary>Seeds to run; null: fresh ones, from <see cref="Base"/> on, until time is up.</summary>
    public (int From, int To)? Seeds { get; init; }

    public int Base { get; init; }

    public TimeSpan Duration { get; init; }

    public bool Trace { get; init; }

    public bool Hashes { get; init; }

    public bool First { get; init; }

    public int Repeat { get; init; } = 1;

    public int Jobs { get; init; } = 1;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static RunOptions Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments.IsEmpty || arguments[0] != "run")
            throw new FormatException(Usage);
        var options = new RunOptions { Base = Random.Shared.Next(1_000_000, 2_000_000_000) };
        for (int i = 1; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--trace" => options with { Trace = true },
                "--hashes" => options with { Hashes = true },
                "--first" => options with { First = true },
                "--seed" => options with { Seeds = (Number(arguments, ++i), Number(arguments, i)) },
                "--seeds" => options with { Seeds = Range(arguments, ++i) },
                "--minutes" => options with { Duration = TimeSpan.FromMinutes(double.Parse(At(arguments, ++i), CultureInfo.InvariantCulture)) },
                "--base" => options with { Base = Number(arguments, ++i) },
                "--repeat" => options with { Repeat = Number(arguments, ++i) },
                "--jobs" => options with { Jobs = Number(arguments, ++i) },
                _ => throw new FormatException($"{arguments[i]} is unknown{Environment.NewLine}{Usage}"),
            };
        }

        return options.Seeds is not null || options.Duration > TimeSpan.Zero ? options : throw new FormatException(Usage);
    }

    private static string At(ReadOnlySpan<string> arguments, int i) => i < arguments.Length ? arguments[i] : throw new FormatException(Usage);

    private static int Number(ReadOnlySpan<string> arguments, int i) => int.Parse(At(arguments, i), CultureInfo.InvariantCulture);

    private static (int From, int To) Range(ReadOnlySpan<string> arguments, int i)
    {
        string[] parts = At(arguments, i).Split('-');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[^1], CultureInfo.InvariantCulture));
    }
}
