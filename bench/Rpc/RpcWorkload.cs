using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;

namespace ImmuFunctions.Bench.Rpc;

/// <summary>The calls that are measured, over a host that holds entries <c>[0, entries)</c>.</summary>
/// <param name="entries">Number of entries loaded before.</param>
/// <param name="root">The root after loading: what safe calls trust.</param>
internal sealed class RpcWorkload(long entries, TrustedRoot root)
{
    /// <summary>Items one scan asks for.</summary>
    public const int ScanItems = 100;

    /// <summary>Versions of the key whose history is read.</summary>
    public const int HistoryVersions = 10;

    private static readonly ByteString HistoryKey = ByteString.CopyFromUtf8("a key with ten versions");

    private long _nextBatch;

    /// <summary>Does nothing but answer.</summary>
    public static RpcOperation Health { get; } = new("Health", (session, caller, _) => session.Client(caller).HealthAsync(session.Options));

    /// <summary>One entry or one page each, Health first.</summary>
    public IReadOnlyList<RpcOperation> Calls { get; } =
    [
        Health,
        new("Set", (session, caller, number) =>
            session.Client(caller).SetAsync(EntrySource.Pair(entries + number), session.Options)) { TargetRatio = 0.6 },
        new("SafeSet", (session, caller, number) =>
            session.Client(caller).SafeSetAsync(new() { Kv = EntrySource.Pair(entries + number), RootIndex = root.Index }, session.Options)) { TargetRatio = 0.45 },
        new("Get", (session, caller, number) =>
            session.Client(caller).GetAsync(new Key { Key_ = LoadedKey(entries, number) }, session.Options)) { TargetRatio = 0.7 },
        new("SafeGet", (session, caller, number) =>
            session.Client(caller).SafeGetAsync(new() { Key = LoadedKey(entries, number), RootIndex = root.Index }, session.Options)) { TargetRatio = 0.5 },
        new($"Scan of {ScanItems}", (session, caller, number) =>
            session.Client(caller).ScanAsync(new() { Prefix = Prefix(number), Limit = ScanItems }, session.Options)),
        new($"History of {HistoryVersions}", (session, caller, _) =>
            session.Client(caller).HistoryAsync(new() { Key = HistoryKey }, session.Options)),
    ];

    /// <summary>Batches of new keys; their numbers lie far above those of single calls.</summary>
    public RpcOperation SetBatch => new("SetBatch of 1,000", (session, caller, _) =>
    {
        var from = (1L << 40) + (Interlocked.Increment(ref _nextBatch) * EntrySource.BatchEntries);
        return session.Client(caller).SetBatchAsync(EntrySource.Batch(from, EntrySource.BatchEntries), session.Options);
    });

    /// <summary>No call at all: what the disk takes for one durable write, to be read beside Set by one caller.</summary>
    public static RpcOperation Fsync(FsyncProbe probe) => new("(append 4 KiB, fsync)", (_, _, _) =>
    {
        probe.Append();
        return Task.CompletedTask;
    })
    {
        IsCall = false,
    };

    /// <summary>Writes what the calls read beside the loaded entries.</summary>
    public static async Task PrepareAsync(HostSession session, CancellationToken cancellationToken)
    {
        for (var version = 0; version < HistoryVersions; version++)
        {
            var pair = new KeyValue { Key = HistoryKey, Value = EntrySource.Value(version) };
            await session.Client(0).SetAsync(pair, session.Options, cancellationToken);
        }
    }

    private static ByteString LoadedKey(long entries, long number) =>
        EntrySource.Key(EntrySource.RandomNumber(number, entries));

    // Two of the sixteen digits: one key in 256 has them.
    private static ByteString Prefix(long number) => UnsafeByteOperations.UnsafeWrap(EntrySource.Key(number).Memory[..2]);
}
