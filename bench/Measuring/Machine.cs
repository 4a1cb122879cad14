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
        ["Processor", ProcessorName() ?? RuntimeInformation.ProcessArchitecture.ToString()],
        ["Cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)],
        ["Memory the runtime may use", $"{(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30)).ToString("0.#", CultureInfo.InvariantCulture)} GiB"],
        ["Batch hashing", Sha256Batch.Fastest.ToString()],
        ["System", $"{RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}"],
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

    private static string? ProcessorName() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo")
            .Where(line => line.StartsWith("model name", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())
            .FirstOrDefault()
        : null;
}
