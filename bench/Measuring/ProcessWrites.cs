using System.Globalization;

namespace ImmuFunctions.Bench.Measuring;

/// <summary>What a process has written, as the kernel counts it in <c>/proc/&lt;pid&gt;/io</c>.</summary>
/// <param name="ToDisk">Bytes of the pages it made dirty, which a disk has to write (<c>write_bytes</c>); stays 0 on a file system without a disk.</param>
/// <param name="ByCalls">Bytes it passed to write calls (<c>wchar</c>); what goes to sockets is not among them.</param>
internal readonly record struct ProcessWrites(long ToDisk, long ByCalls)
{
    /// <summary>To the disk if that was counted, else by calls.</summary>
    public long Bytes => ToDisk > 0 ? ToDisk : ByCalls;

    /// <summary>Up to now.</summary>
    /// <param name="process">Id of a process of the same user.</param>
    public static ProcessWrites Of(int process)
    {
        var counts = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/io"))
            .Select(line => line.Split(": "))
            .ToDictionary(parts => parts[0], parts => long.Parse(parts[1], CultureInfo.InvariantCulture));
        return new(counts["write_bytes"], counts["wchar"]);
    }

    /// <summary>What was written after <paramref name="earlier"/>.</summary>
    public ProcessWrites Since(ProcessWrites earlier) => new(ToDisk - earlier.ToDisk, ByCalls - earlier.ByCalls);
}
