using System.Globalization;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.Growth;

/// <summary>Puts what was measured over several sizes side by side, and beside the targets.</summary>
/// <param name="sizes">In ascending order of size.</param>
/// <param name="again">The smallest size, measured once more at the end.</param>
internal sealed class GrowthReport(IReadOnlyList<SizeOutcome> sizes, SizeOutcome again)
{
    private const int PayloadBytes = NumberedKey.KeyBytes + EntrySource.ValueBytes;

    private static readonly Target Amplification = new(12, AtMost: true);
    private static readonly Target FirstRead = new(1, AtMost: true);
    private static readonly Target GetRatio = new(1.5, AtMost: true);
    private static readonly Target SetRatio = new(0.8, AtMost: false);
    private static readonly Target Resident = new(400 << 20, AtMost: true);

    private readonly IReadOnlyList<SizeOutcome> _all = [.. sizes, again];

    /// <summary>Heads of the table: a column per size, the smallest once more at the end.</summary>
    public IReadOnlyList<string> Columns =>
        ["figure", "target", .. sizes.Select(size => Figures.Count(size.Entries)), $"{Figures.Count(again.Entries)} again"];

    private double SmallestGet => (GetMilliseconds(sizes[0]) + GetMilliseconds(again)) / 2;

    private double SmallestSet => (sizes[0].Serving.Set.Rate + again.Serving.Set.Rate) / 2;

    /// <summary>The table.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows() => [.. LoadRows(), .. StartRows(), .. ServingRows()];

    /// <summary>What the table does not show.</summary>
    public IReadOnlyList<string> Notes() =>
    [
        WrittenNote(),
        .. _all.Where(size => size.Load.UntilQuiet is null).Select(size =>
            $"Over {Figures.Count(size.Entries)} entries the host was still writing {Figures.Seconds(GrowthLoad.Patience)} s after the load: its bytes written are not complete."),
        "A start is judged by its median. It includes that of the .NET runtime, the client's connection and login (a login alone is in the row of the bare host), and for the ledger one SafeGet, "
            + "verified (leaf, inclusion, consistency) against the root remembered from before the stop.",
        $"The smallest size was measured twice, first and last: its Get took {Figures.Milliseconds(sizes[0].Serving.GetAlone.Latencies.Quantile(0.5))} and "
            + $"{Figures.Milliseconds(again.Serving.GetAlone.Latencies.Quantile(0.5))} ms, its Sets came to {Figures.Count(sizes[0].Serving.Set.Rate)} and {Figures.Count(again.Serving.Set.Rate)}/s. "
            + "That is the drift of the machine; ratios are to the mean of both.",
        "Every Get's value was compared with what was written, every SafeGet verified.",
    ];

    private static double GetMilliseconds(SizeOutcome size) => size.Serving.GetAlone.Latencies.Quantile(0.5).TotalMilliseconds;

    private static string Of((TimeSpan Median, TimeSpan Longest) times) => $"{Figures.Seconds(times.Median)} / {Figures.Seconds(times.Longest)}";

    private static string Quantile(LoadOutcome outcome, double share) => Figures.Milliseconds(outcome.Latencies.Quantile(share));

    private static string Mebibytes(double bytes) => Figures.Mebibytes((long)bytes) + " MiB";

    private static string PerEntry(SizeOutcome size, long bytes) => Figures.Tenths((double)bytes / size.Entries);

    private IEnumerable<IReadOnlyList<string>> LoadRows() =>
    [
        Row("load, entries/s", size => Figures.Count(size.Entries / size.Load.Elapsed.TotalSeconds)),
        Row("quiet after the load, s", size => size.Load.UntilQuiet is { } time ? Figures.Seconds(time) : "not yet"),
        Judged("most in RAM while loading", Resident, Mebibytes, size => size.Load.PeakResidentBytes),
        Row("written by the host, bytes/entry", size => PerEntry(size, size.Load.Written.Bytes)),
        Judged("write amplification", Amplification, Figures.Ratio, size => size.Load.Written.Bytes / (double)(size.Entries * PayloadBytes)),
        .. FolderUse.Parts.Select(part => Row($"on disk in {part}/, bytes/entry", size => PerEntry(size, size.Load.Disk.Lengths[part]))),
        Row("on disk elsewhere, bytes", size => Figures.Count(size.Load.Disk.Lengths[FolderUse.Other])),
        Row("blocks allocated, bytes/entry", size => PerEntry(size, size.Load.Disk.Allocated)),
    ];

    private IEnumerable<IReadOnlyList<string>> StartRows() =>
    [
        Row("bare host, start → ready, s (median / max)", size => size.Starts is { } starts ? Of(starts.Bare.Ready) : ""),
        Row("bare host, start → logged in, s", size => size.Starts is { } starts ? Of(starts.Bare.Done) : ""),
        Row("from disk, start → ready, s", size => size.Starts is { } starts ? Of(starts.FromDisk.Ready) : ""),
        JudgedStart("from disk, start → first verified get, s", starts => starts.FromDisk),
        Row("from page cache, start → ready, s", size => size.Starts is { } starts ? Of(starts.FromPageCache.Ready) : ""),
        JudgedStart("from page cache, start → first verified get, s", starts => starts.FromPageCache),
    ];

    private IEnumerable<IReadOnlyList<string>> ServingRows() =>
    [
        Row("Get, 1 caller, p50 ms", size => Quantile(size.Serving.GetAlone, 0.5)),
        Judged("… to the smallest size", GetRatio, Figures.Ratio, size => GetMilliseconds(size) / SmallestGet),
        Row("Get, 1 caller, p99 ms", size => Quantile(size.Serving.GetAlone, 0.99)),
        Row($"Get, {GrowthServing.GetCallers} callers, calls/s", size => Figures.Count(size.Serving.GetTogether.Rate)),
        Row($"Get, {GrowthServing.GetCallers} callers, p50 ms", size => Quantile(size.Serving.GetTogether, 0.5)),
        Row($"Get, {GrowthServing.GetCallers} callers, p99 ms", size => Quantile(size.Serving.GetTogether, 0.99)),
        Row("SafeGet verified, 1 caller, p50 ms", size => Quantile(size.Serving.SafeGetAlone, 0.5)),
        Row($"Set, {GrowthServing.SetCallers} callers, calls/s", size => Figures.Count(size.Serving.Set.Rate)),
        Judged("… to the smallest size", SetRatio, Figures.Ratio, size => size.Serving.Set.Rate / SmallestSet),
        Row($"Set, {GrowthServing.SetCallers} callers, p99 ms", size => Quantile(size.Serving.Set, 0.99)),
        Row("Set, host's processor time, s", size => Figures.Seconds(size.Serving.SetProcessorTime)),
        Row("Set, host's processor time, µs/call", size => Figures.Tenths(size.Serving.SetProcessorTime.TotalMicroseconds / size.Serving.Set.Latencies.Count)),
        Judged("in RAM after the start", Resident, Mebibytes, size => size.Serving.ResidentAfterStart),
        Judged("in RAM after the gets", Resident, Mebibytes, size => size.Serving.ResidentAfterGets),
        Judged("in RAM after the sets", Resident, Mebibytes, size => size.Serving.ResidentAfterSets),
        Judged("most in RAM, start to end", Resident, Mebibytes, size => size.Serving.PeakResident),
    ];

    private string[] Row(string name, Func<SizeOutcome, string> cell) => [name, "", .. _all.Select(cell)];

    private string[] Judged(string name, Target target, Func<double, string> format, Func<SizeOutcome, double> figure) =>
        [name, target.Text(format), .. _all.Select(size => $"{format(figure(size))} {target.Verdict(figure(size))}")];

    private string[] JudgedStart(string name, Func<StartOutcome, StartFigures> kind) =>
    [
        name,
        FirstRead.Text(bound => bound.ToString(CultureInfo.InvariantCulture)),
        .. _all.Select(size => size.Starts is { } starts ? $"{Of(kind(starts).Done)} {FirstRead.Verdict(kind(starts).Done.Median.TotalSeconds)}" : ""),
    ];

    private string WrittenNote() =>
        (_all.All(size => size.Load.Written.ToDisk > 0)
            ? "Bytes written are those of the pages the host's writes made dirty (write_bytes in /proc/PID/io): whole pages, so that small writes to one page count anew after each sync. "
            : "Bytes written are those passed to write calls (wchar in /proc/PID/io), because the file system counts none to a disk. ")
        + $"Write amplification is these over the {PayloadBytes} bytes of an entry's key and value. By the write calls alone it is "
        + string.Join(", ", sizes.Select(size => Figures.Ratio(size.Load.Written.ByCalls / (double)(size.Entries * PayloadBytes)))) + ".";
}
