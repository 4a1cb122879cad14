using System.Globalization;
using System.Runtime.InteropServices;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Bench.Measuring;

/// <summary>Describes what the figures were measured on.</summary>
internal static class Machine
{
    /// <summary>Names and values, two cells each.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Describe() =>
    [
        ["Processor", ValueIn("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.ProcessArchitecture.ToString()],
        ["Cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)],
        ["Memory", $"{(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30)).ToString("0.#", CultureInfo.InvariantCulture)} GiB"],
        ["Batch hashing", Sha256Batch.Fastest.ToString()],
        ["System", $"{ValueIn("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? Environment.OSVersion.Platform.ToString()}, {RuntimeInformation.OSDescription}"],
        ["Runtime", RuntimeInformation.FrameworkDescription],
        ["Date", DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)],
    ];

    /// <summary>The kind of file system a folder is on, such as <c>ext4</c>.</summary>
    public static string FileSystemOf(string folder)
    {
        var full = Path.GetFullPath(folder);
        return DriveInfo.GetDrives()
            .Where(drive => full.StartsWith(drive.Name, StringComparison.Ordinal) && drive.IsReady)
            .MaxBy(drive => drive.Name.Length)?.DriveFormat ?? "unknown";
    }

    private static string? ValueIn(string file, string name, char separator) => File.Exists(file)
        ? File.ReadLines(file)
            .Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(separator, StringComparison.Ordinal) + 1)..].Trim())
            .FirstOrDefault()
        : null;
}
