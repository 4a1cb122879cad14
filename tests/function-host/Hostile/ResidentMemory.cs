using System.Globalization;

namespace ImmuFunctions.HostEmulator.Tests.Hostile;

/// <summary>What a process holds in memory.</summary>
internal static class ResidentMemory
{
    /// <summary>Bytes.</summary>
    public static long Of(int process) => KibibytesOf(process, "VmRSS:") << 10;

    /// <summary>The most it ever held, in bytes.</summary>
    public static long PeakOf(int process) => KibibytesOf(process, "VmHWM:") << 10;

    private static long KibibytesOf(int process, string name)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
