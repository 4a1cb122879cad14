using System.Text;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using ImmuFunctions.Ledger.Tiles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Snapshots;

/// <summary>What reads of the index cost in store operations, and what happens when runs are damaged or gone.</summary>
public sealed class IndexCostTests
{
    private const int Hot = 12_000;

    [Fact]
    public async Task Latest_Warm_ReadsNothing()
    {
        (IndexedLedger ledger, IndexView view) = await WriteAsync();
        Snapshot snapshot = ledger.Now(view);
        await snapshot.LatestAsync(Key(17), Ct);
        ledger.TakeIndexReads();

        ValueTask<KeyVersion?> again = snapshot.LatestAsync(Key(17), Ct);
        bool isAtOnce = again.IsCompletedSuccessfully;

        Assert.Equal(17ul, (await again)!.Value.Index);
        Assert.True(isAtOnce);
        Assert.Empty(ledger.TakeIndexReads());
    }

    // Key 17 is in the oldest run, so every run has to be asked; the filters of the newer ones exclude it, but not before they are read.
    [Fact]
    public async Task Latest_Cold_IsOneReadPerRun()
    {
        (IndexedLedger ledger, IndexView view) = await WriteAsync();

        KeyVersion? version = await ledger.Now(view).LatestAsync(Key(17), Ct);

        Assert.Equal(17ul, version!.Value.Index);
        Assert.Equal(["read index/00000000000000004000-00000000000000016000.run", "read index/00000000000000000000-00000000000000004000.run"], ledger.TakeIndexReads());
    }

    [Fact]
    public async Task Latest_EveryKeyCold_IsAtMostOneReadPerRun()
    {
        (IndexedLedger ledger, IndexView view) = await WriteAsync();
        for (int i = 0; i < 4000; i += 7)
        {
            Assert.Equal((ulong)i, (await ledger.Now(ledger.Cold(view)).LatestAsync(Key(i), Ct))!.Value.Index);
            Assert.InRange(ledger.TakeIndexReads().Length, 1, 2);
        }
    }

    [Fact]
    public async Task Latest_FilterIsKnown_DoesNotReadTheBlock()
    {
        (IndexedLedger ledger, IndexView view) = await WriteAsync();
        Snapshot snapshot = ledger.Now(view);
        await snapshot.LatestAsync(Key(17), Ct);
        ledger.TakeIndexReads();

        int reads = 0;
        for (int i = 0; i < 1000; i++)
        {
            Assert.Null(await snapshot.LatestAsync(Encoding.ASCII.GetBytes($"absent {i}"), Ct));
            reads += ledger.TakeIndexReads().Length;
        }

        Assert.InRange(reads, 0, 60); // one in a hundred is let through wrongly by each filter
    }

    // The newest of 12,000 versions, the one at any time, the first ones from either end: found, not walked to.
    [Fact]
    public async Task Reads_KeyWithManyVersions_DoNotWalkThem()
    {
        (IndexedLedger ledger, IndexView view) = await WriteAsync();
        Snapshot snapshot = ledger.Now(view);
        foreach ((ulong size, ulong newest) in ((ulong, ulong)[])[(16_000, 15_999), (9000, 8999), (4001, 4000)])
            Assert.Equal(newest, (await snapshot.LatestAsync("hot"u8.ToArray(), size, Ct))!.Value.Index);
        foreach (bool oldestFirst in (bool[])[false, true])
            Assert.Equal(oldestFirst ? 4000ul : 15_999, (await snapshot.VersionsAsync("hot"u8.ToArray(), oldestFirst, null, Ct).FirstAsync(Ct)).Index);
        foreach (bool reverse in (bool[])[false, true])
            Assert.Equal(4001, await snapshot.ScanAsync(default, null, reverse, Ct).CountAsync(Ct));

        // 4,000 keys lie in 32 blocks of two pages at most, and 12,000 versions in 94 blocks: most of these have never been needed.
        Assert.InRange(ledger.TakeIndexReads().Length, 1, 60);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scan_Cold_IsAboutOneReadPerPage(bool reverse)
    {
        IndexedLedger ledger = await IndexedLedger.WriteAsync(Enumerable.Range(0, 30_000).Select(i => new EntryDraft(default, Key(i % 23_000), default)).Chunk(10_000));
        IndexView view = await ledger.ViewAsync([12_000, 20_000, 27_000, 30_000], 29_000);
        ledger.TakeIndexReads();

        Assert.Equal(ledger.Model.Scan([], null, reverse, 30_000), await ledger.Now(view).ScanAsync(default, null, reverse, Ct).Select(r => ModelEntry.TextOf(r.Key.Span, r.Version.Index, r.Version.Kind)).ToArrayAsync(Ct));

        int pages = view.Runs.OldestFirst.Sum(r => r.Pages.Count);
        Assert.InRange(ledger.TakeIndexReads().Length, 4, pages);
        Assert.InRange(pages, 8, 12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scan_Cold_BeginsAllRunsTogether(bool reverse)
    {
        (IndexedLedger ledger, IndexView view) = await WriteAsync();
        var meeting = new MeetingReads(ledger.Store, 2);
        IndexView slow = view with { Runs = view.Runs with { Files = new RunFiles(meeting, new StorageNames(""), new LedgerCache(64 << 20)) } };

        await ledger.Now(slow).ScanAsync(default, null, reverse, Ct).FirstAsync(Ct);

        Assert.Equal(2, meeting.Reads);
    }

    [Fact]
    public async Task Versions_ManyAcrossPages_AreAllGivenBothWays()
    {
        (IndexedLedger ledger, IndexView view) = await WriteAsync();
        ulong[] expected = [.. Enumerable.Range(4000, Hot).Select(i => (ulong)i)];

        Assert.Equal(expected, await ledger.Now(view).VersionsAsync("hot"u8.ToArray(), oldestFirst: true, null, Ct).Select(v => v.Index).ToArrayAsync(Ct));
        Assert.Equal(expected.Reverse(), await ledger.Now(view).VersionsAsync("hot"u8.ToArray(), oldestFirst: false, null, Ct).Select(v => v.Index).ToArrayAsync(Ct));
    }

    [Fact]
    public async Task Reads_RunDamagedAnywhere_SayCorrupt()
    {
        (IndexedLedger ledger, IndexView view) = await WriteAsync();
        RunInfo run = view.Runs.OldestFirst[0];
        byte[] sound = (await ledger.Store.GetAsync(RunName.Format(run.From, run.To), Ct))!.Bytes.ToArray();
        var random = new Random(5);
        for (int i = 0; i < 30; i++)
        {
            byte[] damaged = [.. sound];
            damaged[random.Next(run.Pages[0].BlockBytes + run.Pages[0].DirectoryBytes)] ^= (byte)(1 << random.Next(8));
            await ledger.ReplaceAsync(run, damaged);

            LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Corrupt, () => WalkAllAsync(ledger.Now(ledger.Cold(view))));

            Assert.Contains($"{RunName.Format(run.From, run.To)} was changed in page 0", e.Message, StringComparison.Ordinal);
            Assert.Contains("Delete the folder index/ to have it made again from the log.", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Latest_RunIsCutShort_SaysCorrupt()
    {
        (IndexedLedger ledger, IndexView view) = await WriteAsync();
        await ledger.ReplaceAsync(view.Runs.OldestFirst[0], new byte[100]);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await ledger.Now(view).LatestAsync(Key(17), Ct));

        Assert.Contains("index/00000000000000000000-00000000000000004000.run", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_RunsMergedAway_GoOnInTheNewestView()
    {
        (IndexedLedger ledger, IndexView view) = await WriteAsync();
        ledger.Newest = await ledger.ViewAsync([16_000], 16_000);
        foreach (RunInfo run in view.Runs.OldestFirst)
            await ledger.ReplaceAsync(run, null);

        Assert.Equal(17ul, (await ledger.Now(view).LatestAsync(Key(17), Ct))!.Value.Index);
        Assert.Equal(4001ul, await ledger.Now(view).CountKeysAsync(Ct));
        Assert.Equal(Hot, await ledger.Now(view).VersionsAsync("hot"u8.ToArray(), oldestFirst: true, null, Ct).CountAsync(Ct));
        Assert.Equal(3, ledger.Refreshes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scan_RunGoesAwayOnTheWay_GivesEveryKeyOnce(bool reverse)
    {
        // Three pages: what is lost is not all read ahead.
        IndexedLedger ledger = await IndexedLedger.WriteAsync(Enumerable.Range(0, 20_000).Select(i => new EntryDraft(default, Key(i), default)).Chunk(5000));
        IndexView view = await ledger.ViewAsync([18_000, 20_000], 20_000);
        ledger.Newest = await ledger.ViewAsync([20_000], 20_000);
        var found = new List<string>();
        await foreach (KeyRow row in ledger.Now(view).ScanAsync(default, null, reverse, Ct))
        {
            found.Add(Encoding.ASCII.GetString(row.Key.Span));
            if (found.Count == 1000)
                await ledger.ReplaceAsync(view.Runs.OldestFirst[0], null);
        }

        IEnumerable<string> expected = Enumerable.Range(0, 20_000).Select(i => Encoding.ASCII.GetString(Key(i))).Order(StringComparer.Ordinal);
        Assert.Equal(reverse ? expected.Reverse() : expected, found);
        Assert.Equal(1, ledger.Refreshes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Versions_RunGoesAwayOnTheWay_GivesEveryVersionOnce(bool oldestFirst)
    {
        (IndexedLedger ledger, IndexView view) = await WriteAsync();
        ledger.Newest = await ledger.ViewAsync([10_000, 16_000], 16_000);
        var found = new List<ulong>();
        await foreach (KeyVersion version in ledger.Now(view).VersionsAsync("hot"u8.ToArray(), oldestFirst, null, Ct))
        {
            found.Add(version.Index);
            if (found.Count == 1000)
                await ledger.ReplaceAsync(view.Runs.OldestFirst[1], null);
        }

        IEnumerable<ulong> expected = Enumerable.Range(4000, Hot).Select(i => (ulong)i);
        Assert.Equal(oldestFirst ? expected : expected.Reverse(), found);
        Assert.Equal(1, ledger.Refreshes);
    }

    [Fact]
    public async Task Reads_RunMissingFromTheNewestViewToo_SayCorrupt()
    {
        (IndexedLedger ledger, IndexView view) = await WriteAsync();
        ledger.Newest = view;
        await ledger.ReplaceAsync(view.Runs.OldestFirst[0], null);

        LedgerException get = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await ledger.Now(view).LatestAsync(Key(17), Ct));
        LedgerException count = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await ledger.Now(view).CountKeysAsync(Ct));

        Assert.Contains("index/00000000000000000000-00000000000000004000.run is missing", get.Message, StringComparison.Ordinal);
        Assert.Contains("index/00000000000000000000-00000000000000004000.run is missing", count.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entry_OfAVersionThatLeadsElsewhere_SaysThatTheIndexIsWrong()
    {
        (IndexedLedger ledger, IndexView view) = await WriteAsync();
        Snapshot snapshot = ledger.Now(view);
        KeyVersion one = (await snapshot.LatestAsync(Key(1), Ct))!.Value, other = (await snapshot.LatestAsync(Key(2), Ct))!.Value;

        LedgerException elsewhere = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await snapshot.EntryAsync(one with { Position = other.Position }, Ct));
        LedgerException nowhere = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await snapshot.EntryAsync(one with { Position = default }, Ct));

        Assert.Contains("Delete the folder index/", elsewhere.Message, StringComparison.Ordinal);
        Assert.Contains("Delete the folder index/", nowhere.Message, StringComparison.Ordinal);
        Assert.Equal("1", Encoding.ASCII.GetString((await snapshot.EntryAsync(one, Ct)).Value.Span));
    }

    // Holds the first reads back until there are so many.
    private sealed class MeetingReads(IBlobStore inner, int together) : StoreDecorator(inner)
    {
        private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _reads;

        public int Reads => _reads;

        public override async ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _reads) == together)
                _met.SetResult();
            await _met.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
            return await base.ReadAsync(name, offset, destination, cancellationToken);
        }
    }

    // All rows there are: of keys, and by value.
    private static async Task WalkAllAsync(Snapshot snapshot)
    {
        await snapshot.CountKeysAsync(Ct);
        await snapshot.FindByValueAsync(default, isPrefix: true, null, Ct).CountAsync(Ct);
    }

    // Entries 0 to 3,999 write a key each; all others write "hot". The second run has two pages.
    private static async Task<(IndexedLedger Ledger, IndexView View)> WriteAsync()
    {
        EntryDraft[] drafts = [.. Enumerable.Range(0, 4000).Select(i => new EntryDraft(default, Key(i), Encoding.ASCII.GetBytes($"{i}"))), .. Enumerable.Repeat(new EntryDraft(default, "hot"u8.ToArray(), default), Hot)];
        IndexedLedger ledger = await IndexedLedger.WriteAsync(drafts.Chunk(4000));
        IndexView view = await ledger.ViewAsync([4000, 16_000], 16_000);
        Assert.True(view.Runs.OldestFirst[1].Pages.Count > 1);
        ledger.TakeIndexReads();
        return (ledger, view);
    }

    private static byte[] Key(int number) => Encoding.ASCII.GetBytes($"{(number % 2 == 0 ? "customer" : "invoice")} {number:D5}");
}
