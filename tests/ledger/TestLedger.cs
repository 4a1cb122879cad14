using System.Text;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImmuFunctions.Ledger.Tests;

/// <summary>Opens ledgers for tests and writes to them in few words.</summary>
internal static class TestLedger
{
    /// <summary>Small bounds, so that segments roll within a few dozen entries.</summary>
    public static LedgerOptions Small => new() { SegmentFrames = 8, Time = new ImmediateTime() };

    /// <summary>Bounds that a small test never meets: one segment, one memtable.</summary>
    public static LedgerOptions OneSegment => new() { Time = new ImmediateTime() };

    public static Task<LedgerEngine> OpenAsync(IBlobStore store, LedgerOptions? options = null) =>
        LedgerEngine.OpenAsync(store, options ?? Small, NullLoggerFactory.Instance, Ct);

    public static EntryDraft Draft(string key, string value = "value") =>
        new(EntryKind.Plain, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));

    public static async Task<Commit> SetAsync(this LedgerEngine ledger, string key, string value = "value") =>
        await ledger.AppendAsync(new[] { Draft(key, value) }, Ct);

    /// <summary>Writes <paramref name="count"/> entries, <paramref name="perFrame"/> to a frame, with few enough keys that many get several versions.</summary>
    public static async Task LoadAsync(this LedgerEngine ledger, int count, int perFrame = 1)
    {
        for (int written = 0; written < count; written += perFrame)
        {
            EntryDraft[] batch = [.. Enumerable.Range(written, Math.Min(perFrame, count - written)).Select(i => Draft($"key-{i % 97}", $"value-{i}"))];
            await ledger.AppendAsync(batch, Ct);
        }
    }

    public static async Task<Snapshot> NowAsync(this LedgerEngine ledger) => await ledger.SnapshotAsync(Ct);
}
