using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Costs;

/// <summary>What reads cost, warm and in a process that has just started: whatever the size of the ledger.</summary>
[Collection(LoadedLedgersCollection.Name)]
public sealed class ReadCostTests(LoadedLedgers ledgers)
{
    private const int PageRows = 100;

    /// <summary>Sizes, and how many runs the ledger has then.</summary>
    public static TheoryData<int, int> Sizes => new() { { LoadedLedgers.Small, 0 }, { LoadedLedgers.Large, 3 } };

    [Theory]
    [InlineData(LoadedLedgers.Small, true)]
    [InlineData(LoadedLedgers.Small, false)]
    [InlineData(LoadedLedgers.Large, true)]
    [InlineData(LoadedLedgers.Large, false)]
    public async Task Get_Warm_IsOneReadAndOnASharedStoreOneProbe(int size, bool isExclusive)
    {
        LoadedLedger loaded = ledgers.Of(size);
        (LedgerEngine opened, CountingStore store) = await loaded.OpenAsync(isExclusive);
        await using LedgerEngine ledger = opened;
        string[] expected = [.. Enumerable.Repeat("read log/00000000000000000000.seg", isExclusive ? 1 : 2)];
        foreach (int index in (int[])[2, size / 2, size - 1])
        {
            (byte[] key, ulong newest) = loaded.KeyOf(index);

            // What is read for the first time is noticed, for the second time kept.
            for (int i = 0; i < 3; i++)
                await GetAsync(ledger, key);
            store.Forget();

            Assert.Equal(newest, await GetAsync(ledger, key));
            Assert.Equal(expected, store.Take());
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Get_Cold_IsOnePageOfEachRunOneRecordAndOneTilePerEightLevels(int size, int runs)
    {
        LoadedLedger loaded = ledgers.Of(size);
        foreach (int index in (int[])[2, size / 3, size / 2, size - 1, size + 3])
        {
            (byte[] key, ulong newest) = loaded.KeyOf(index);
            (LedgerEngine opened, CountingStore store) = await loaded.OpenAsync(isExclusive: true);
            await using LedgerEngine ledger = opened;
            store.Forget();

            Assert.Equal(newest, await GetAsync(ledger, key));

            store.Take().AssertAtMost(runs, logReads: 1, TileLevels(size));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Get_ColdAndAbsent_IsOnePageOfEachRun(int size, int runs)
    {
        (LedgerEngine opened, CountingStore store) = await ledgers.Of(size).OpenAsync(isExclusive: false);
        await using LedgerEngine ledger = opened;
        Snapshot snapshot = await ledger.NowAsync();
        store.Forget();

        Assert.Null(await snapshot.LatestAsync("key 1000000"u8.ToArray(), Ct));

        store.Take().AssertAtMost(runs, logReads: 0, tileReads: 0);
    }

    [Theory]
    [InlineData(LoadedLedgers.Small)]
    [InlineData(LoadedLedgers.Large)]
    public async Task Proofs_Cold_AreAtMostOneTileReadPerEightLevelsAndSide(int size)
    {
        ulong now = (ulong)size, past = (now * 2 / 3) + 1;
        await AssertTilesAsync(size, snapshot => snapshot.InclusionAsync(now / 3, now, Ct).AsTask());
        await AssertTilesAsync(size, snapshot => snapshot.InclusionAsync(now / 3, past, Ct).AsTask());
        await AssertTilesAsync(size, snapshot => snapshot.ConsistencyAsync(past, now, Ct).AsTask());
        await AssertTilesAsync(size, snapshot => snapshot.ConsistencyAsync(now / 5, past, Ct).AsTask());
    }

    // A page of rows begins within a block and ends within the next: of a run that is its page, which brings one block, and the other block.
    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task ScanPage_Cold_IsAFewReadsOfEachRun(int size, int runs)
    {
        foreach (bool reverse in (bool[])[false, true])
        {
            await AssertRunReadsAsync(size, 3 * runs, PageRows, snapshot =>
                snapshot.ScanAsync("key "u8.ToArray(), "key 050000"u8.ToArray(), reverse, Ct).Take(PageRows).CountAsync(Ct).AsTask());
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task ZScanPage_Cold_IsAFewReadsOfEachRun(int size, int runs)
    {
        foreach (bool reverse in (bool[])[false, true])
        {
            await AssertRunReadsAsync(size, 3 * runs, 50, snapshot =>
                snapshot.MembersAsync(LoadedLedger.Set, -400, 400, null, reverse, Ct).Take(50).CountAsync(Ct).AsTask());
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task HistoryPage_Cold_IsAFewReadsOfEachRun(int size, int runs)
    {
        foreach (bool oldestFirst in (bool[])[false, true])
        {
            await AssertRunReadsAsync(size, 3 * runs, PageRows, snapshot =>
                snapshot.VersionsAsync(LoadedLedger.Hot, oldestFirst, null, Ct).Take(PageRows).CountAsync(Ct).AsTask());
        }
    }

    // Count walks the key's versions: their blocks of 128 rows and no others.
    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Count_Cold_ReadsTheBlocksOfTheKeyAlone(int size, int runs)
    {
        int versions = ledgers.Of(size).Versions;
        int blocks = runs == 0 ? 0 : (versions / 128) + (3 * runs);
        await AssertRunReadsAsync(size, blocks, versions, snapshot =>
            snapshot.VersionsAsync(LoadedLedger.Hot, oldestFirst: false, null, Ct).CountAsync(Ct).AsTask());
    }

    private static int TileLevels(int size) => (System.Numerics.BitOperations.Log2((uint)size - 1) + 8) / 8;

    private static async Task<ulong> GetAsync(LedgerEngine ledger, byte[] key)
    {
        Snapshot snapshot = await ledger.NowAsync();
        KeyVersion version = (await snapshot.LatestAsync(key, Ct))!.Value;
        Entry entry = await snapshot.EntryAsync(version, Ct);
        Assert.Equal(key, entry.Key.ToArray());
        return entry.Index;
    }

    private async Task AssertTilesAsync(int size, Func<Snapshot, Task> prove)
    {
        (LedgerEngine opened, CountingStore store) = await ledgers.Of(size).OpenAsync(isExclusive: false);
        await using LedgerEngine ledger = opened;
        Snapshot snapshot = await ledger.NowAsync();
        store.Forget();

        await prove(snapshot);

        store.Take().AssertAtMost(runReads: 0, logReads: 0, 2 * TileLevels(size));
    }

    private async Task AssertRunReadsAsync(int size, int most, int rows, Func<Snapshot, Task<int>> walk)
    {
        (LedgerEngine opened, CountingStore store) = await ledgers.Of(size).OpenAsync(isExclusive: false);
        await using LedgerEngine ledger = opened;
        Snapshot snapshot = await ledger.NowAsync();
        store.Forget();

        Assert.Equal(rows, await walk(snapshot));

        store.Take().AssertAtMost(most, logReads: 0, tileReads: 0);
    }
}
