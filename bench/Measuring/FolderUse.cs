using System.Diagnostics;
using System.Globalization;

namespace ImmuFunctions.Bench.Measuring;

/// <summary>What a store's files take on the disk.</summary>
/// <param name="Lengths">Lengths of the files in bytes, added up by the part of the store they belong to.</param>
/// <param name="Allocated">Bytes of all blocks, also those of folders.</param>
internal sealed record FolderUse(IReadOnlyDictionary<string, long> Lengths, long Allocated)
{
    /// <summary>What the part of the other files is called.</summary>
    public const string Other = "other";

    /// <summary>Names of the folders that a ledger's parts lie in.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["log", "tile", "positions", "index"];

    /// <summary>Looks at every file.</summary>
    public static async Task<FolderUse> OfAsync(string folder, CancellationToken cancellationToken)
    {
        var lengths = Parts.Append(Other).ToDictionary(part => part, _ => 0L);
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
            lengths[PartOf(Path.GetRelativePath(folder, file.FullName))] += file.Length;
        return new(lengths, await AllocatedAsync(folder, cancellationToken));
    }

    private static string PartOf(string path) => path.Split(Path.DirectorySeparatorChar).FirstOrDefault(Parts.Contains) ?? Other;

    // The runtime does not tell a file's blocks.
    private static async Task<long> AllocatedAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("du") { RedirectStandardOutput = true, ArgumentList = { "--summarize", "--block-size=1", folder } };
        using var du = Process.Start(start)!;
        var answer = await du.StandardOutput.ReadToEndAsync(cancellationToken);
        await du.WaitForExitAsync(cancellationToken);
        return du.ExitCode == 0
            ? long.Parse(answer.AsSpan(0, answer.IndexOf('\t', StringComparison.Ordinal)), CultureInfo.InvariantCulture)
            : throw new BenchmarkException($"du ended with exit code {du.ExitCode}");
    }
}
