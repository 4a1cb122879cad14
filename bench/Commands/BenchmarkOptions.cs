using System.CommandLine;

namespace ImmuFunctions.Bench.Commands;

/// <summary>The options that several commands share; made anew for each command.</summary>
internal static class BenchmarkOptions
{
    public static Option<long> Entries(long standard) =>
        new("--entries", "-n") { Description = "Number of entries.", DefaultValueFactory = _ => standard };

    public static Option<string> Folder() => new("--dir", "-d")
    {
        Description = "Folder on the disk to measure; a new folder is made inside and deleted afterwards.",
        DefaultValueFactory = _ => Path.GetTempPath(),
    };

    public static Option<int> Connections() =>
        new("--connections") { Description = "TCP connections that share the calls.", DefaultValueFactory = _ => 4 };

    public static Option<int> Seconds(int standard) =>
        new("--seconds", "-s") { Description = "How long each row is measured, in seconds.", DefaultValueFactory = _ => standard };

    public static Option<string?> PackageFile() =>
        new("--file") { Description = "File in the format of 'apt-cache dumpavail', read instead of running it." };

    public static Option<string?> Markdown() =>
        new("--markdown") { Description = "File the results are written to, with the machine they were measured on." };
}
