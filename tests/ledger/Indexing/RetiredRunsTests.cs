using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using ImmuFunctions.Ledger.Tiles;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>From when on a run that was merged is kept for readers.</summary>
public sealed class RetiredRunsTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    // Found by simulation: a merge that came to nothing began the grace of runs that were still live; once another host had merged them they went too early.
    [Fact]
    public async Task Add_RunsAreStillLive_BeginsTheirGraceOnlyWhenTheyAreMerged()
    {
        var store = new MemoryStore(exclusive: false);
        await using LedgerEngine ledger = await Sliced.LoadedAsync(store, 6 * Sliced.Entries);
        var names = new StorageNames("");
        var files = new RunFiles(store, names, new LedgerCache(1 << 20));
        using var manifest = new LiveManifest(new ManifestStore(store, names), new IndexWriter(Sliced.Options, false, new RunSet([], files, 0)), files, null, isShared: true);
        var retired = new RetiredRuns(store, names, Grace, new RecordingTime(), NullLogger.Instance);
        await manifest.ReloadAsync(Ct);
        (ulong From, ulong To)[] runs = [.. manifest.Runs.Select(r => (r.From, r.To))];

        await retired.AddAsync(runs, alsoUnknown: false, manifest, Ct);
        Assert.Equal(Timeout.InfiniteTimeSpan, retired.TimeToNext());

        await ledger.LoadAsync(Sliced.Entries);
        await ledger.SettleAsync(Ct);
        await manifest.ReloadAsync(Ct);
        Assert.NotEqual(runs.Length, manifest.Runs.Count);
        await retired.AddAsync(runs, alsoUnknown: false, manifest, Ct);
        Assert.Equal(Grace, retired.TimeToNext());
    }

    // Found by simulation: while a listing was under way another host merged what it was about to show, and the grace was counted from the listing's beginning.
    [Fact]
    public async Task Add_ListingTakesLong_BeginsTheGraceWhenItEnds()
    {
        var store = new MemoryStore(exclusive: false);
        var time = new RecordingTime();
        var slow = new SlowLists(store, time);
        await using LedgerEngine ledger = await Sliced.LoadedAsync(store, 7 * Sliced.Entries, Sliced.Options with { RunGrace = TimeSpan.FromDays(1) });
        var names = new StorageNames("");
        var files = new RunFiles(store, names, new LedgerCache(1 << 20));
        using var manifest = new LiveManifest(new ManifestStore(store, names), new IndexWriter(Sliced.Options, false, new RunSet([], files, 0)), files, null, isShared: true);
        var retired = new RetiredRuns(slow, names, Grace, time, NullLogger.Instance);
        await manifest.ReloadAsync(Ct);

        await retired.AddAsync([], alsoUnknown: true, manifest, Ct);

        Assert.Equal(Grace, retired.TimeToNext());
    }

    private sealed class SlowLists(IBlobStore inner, RecordingTime time) : StoreDecorator(inner)
    {
        public override IAsyncEnumerable<BlobInfo> ListAsync(string prefix, CancellationToken cancellationToken)
        {
            time.Advance(Grace / 2);
            return base.ListAsync(prefix, cancellationToken);
        }
    }
}
