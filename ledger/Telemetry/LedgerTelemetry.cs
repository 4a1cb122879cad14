using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace ImmuFunctions.Ledger.Telemetry;

/// <summary>What the ledgers of this process tell of themselves to whoever listens; numbers, by the ledger's prefix.</summary>
public static class LedgerTelemetry
{
    /// <summary>Of the meter.</summary>
    public const string Name = "ImmuFunctions.Ledger";

    private const string LedgerTag = "ledger";
    private const string ResultTag = "result";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Appends = Meter.CreateCounter<long>("immufunctions.ledger.appends", "{append}", "Frames that this process put into the log.");
    private static readonly Histogram<long> AppendEntries = Meter.CreateHistogram<long>("immufunctions.ledger.append.entries", "{entry}", "Entries per frame.");
    private static readonly Counter<long> Conflicts = Meter.CreateCounter<long>("immufunctions.ledger.conflicts", "{append}", "Appends that came after another writer's.");
    private static readonly Counter<long> Probes = Meter.CreateCounter<long>("immufunctions.ledger.probes", "{read}", "Looks at the log's end, for reads of what is newest.");
    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("immufunctions.ledger.runs", "{run}", "Runs of the index that this process wrote, from the log or from other runs.");

    // Weak: a ledger that nobody closed is not kept by being counted.
    private static readonly ConditionalWeakTable<LedgerEngine, string> Open = [];

    static LedgerTelemetry()
    {
        Meter.CreateObservableCounter("immufunctions.ledger.cache.reads", CacheReads, "{read}", "Reads of tiles and parts of the index, by whether they were in memory.");
        Meter.CreateObservableUpDownCounter("immufunctions.ledger.cache.bytes", () => OfEach(ledger => ledger.Cache.Bytes), "By", "Bytes of tiles and parts of the index in memory.");
        Meter.CreateObservableUpDownCounter("immufunctions.ledger.entries", () => OfEach(ledger => (long)ledger.KnownSize), "{entry}", "Entries in the log, as far as this process has looked.");
    }

    internal static void Opened(LedgerEngine ledger, string prefix) => Open.Add(ledger, prefix);

    internal static void Closed(LedgerEngine ledger) => Open.Remove(ledger);

    internal static void Appended(string prefix, int entries)
    {
        Appends.Add(1, Tag(prefix));
        AppendEntries.Record(entries, Tag(prefix));
    }

    internal static void Conflicted(string prefix) => Conflicts.Add(1, Tag(prefix));

    internal static void Probed(string prefix) => Probes.Add(1, Tag(prefix));

    internal static void Merged(string prefix) => Runs.Add(1, Tag(prefix), new("from", "runs"));

    internal static void Flushed(string prefix) => Runs.Add(1, Tag(prefix), new("from", "log"));

    private static IEnumerable<Measurement<long>> CacheReads() => Open.SelectMany(open => new Measurement<long>[]
    {
        new(open.Key.Cache.Hits, Tag(open.Value), new(ResultTag, "hit")),
        new(open.Key.Cache.Misses, Tag(open.Value), new(ResultTag, "miss")),
    });

    private static IEnumerable<Measurement<long>> OfEach(Func<LedgerEngine, long> figure) =>
        Open.Select(open => new Measurement<long>(figure(open.Key), Tag(open.Value)));

    private static KeyValuePair<string, object?> Tag(string prefix) => new(LedgerTag, prefix);
}
