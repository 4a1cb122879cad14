using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

public sealed class LedgerCacheTests
{
    private const int ValueBytes = 100;

    [Fact]
    public void TryGet_WithinTheBudget_KeepsEverything()
    {
        LedgerCache cache = Filled(budgetValues: 10, values: 10);

        Assert.Equal(Enumerable.Range(0, 10), Kept(cache, 0, 10));
        Assert.Equal((1000, 10), (cache.Bytes, cache.Count));
    }

    [Fact]
    public void Add_FarPastTheBudget_KeepsTheBudget()
    {
        LedgerCache cache = Filled(budgetValues: 10, values: 1000);

        Assert.Equal((1000, 10), (cache.Bytes, cache.Count));
        Assert.Equal(10, Kept(cache, 0, 1000).Count);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(2)]
    [InlineData(1)]
    public void Add_PastTheBudget_KeepsTheNewestValue(int budgetValues)
    {
        var cache = new LedgerCache(budgetValues * ValueBytes);
        for (int i = 0; i < 200; i++)
        {
            cache.Add(Key(i), $"{i}", ValueBytes);
            Assert.True(cache.TryGet(Key(i), out string? value));
            Assert.Equal($"{i}", value);
        }
    }

    [Fact]
    public void Add_AValueReadAllTheTime_Stays()
    {
        var cache = new LedgerCache(10 * ValueBytes);
        cache.Add(Key(-1), "hot", ValueBytes);
        for (int i = 0; i < 500; i++)
        {
            Assert.True(cache.TryGet(Key(-1), out string? _));
            cache.Add(Key(i), "cold", ValueBytes);
        }
    }

    [Fact]
    public void Add_AValueReadAllTheTimeAmongValuesReadTwice_Stays()
    {
        var cache = new LedgerCache(10 * ValueBytes);
        cache.Add(Key(-1), "hot", ValueBytes);
        for (int i = 0; i < 500; i++)
        {
            Assert.True(cache.TryGet(Key(-1), out string? _));
            cache.Add(Key(i), "warm", ValueBytes);
            cache.TryGet(Key(i), out string? _);
        }
    }

    [Fact]
    public void Add_ABurstOfValuesReadOnce_LeavesWhatWasReadBefore()
    {
        LedgerCache cache = Filled(budgetValues: 100, values: 60);
        Assert.Equal(60, Kept(cache, 0, 60).Count);

        for (int i = 1000; i < 20_000; i++)
            cache.Add(Key(i), "once", ValueBytes);

        Assert.Equal(Enumerable.Range(0, 60), Kept(cache, 0, 60));
        Assert.Equal(100, cache.Count);
    }

    [Fact]
    public void Add_NewValues_EnterUnread()
    {
        LedgerCache cache = Filled(budgetValues: 10, values: 10);
        Assert.True(cache.TryGet(Key(0), out string? _));

        for (int i = 10; i < 19; i++)
            cache.Add(Key(i), "new", ValueBytes);

        Assert.Equal([0, .. Enumerable.Range(10, 9)], Kept(cache, 0, 19));
    }

    [Fact]
    public void Add_OtherValuesAreReadNow_MakesRoomForThem()
    {
        LedgerCache cache = Filled(budgetValues: 100, values: 70);
        Assert.Equal(70, Kept(cache, 0, 70).Count);

        for (int round = 0; round < 20; round++)
        {
            for (int i = 1000; i < 1080; i++)
            {
                if (!cache.TryGet(Key(i), out string? _))
                    cache.Add(Key(i), "now", ValueBytes);
                cache.TryGet(Key(i), out string? _);
            }
        }

        Assert.Equal(80, Kept(cache, 1000, 1080).Count);
    }

    [Fact]
    public void Add_ValuesOfManySizes_CountsTheirBytes()
    {
        var cache = new LedgerCache(10_000);
        cache.Add(Key(1), "a", 0);
        cache.Add(Key(2), "b", 9_000);
        cache.Add(Key(3), "c", 1_000);
        Assert.Equal((10_000, 3), (cache.Bytes, cache.Count));

        cache.Add(Key(4), "d", 1);

        Assert.Equal([3, 4], Kept(cache, 0, 10));
        Assert.Equal(1_001, cache.Bytes);
    }

    [Fact]
    public void Add_LargerThanTheBudget_IsNotKeptAndPushesNothingOut()
    {
        LedgerCache cache = Filled(budgetValues: 10, values: 10);

        cache.Add(Key(99), "large", (10 * ValueBytes) + 1);

        Assert.Equal(Enumerable.Range(0, 10), Kept(cache, 0, 100));
        Assert.Equal(1000, cache.Bytes);
    }

    [Fact]
    public void Add_KeyThere_KeepsTheFirstValue()
    {
        var cache = new LedgerCache(10 * ValueBytes);
        cache.Add(Key(1), "first", ValueBytes);
        cache.Add(Key(1), "second", 2 * ValueBytes);
        cache.AddPinned(Key(1), "third", 3 * ValueBytes);

        Assert.True(cache.TryGet(Key(1), out string? value));
        Assert.Equal("first", value);
        Assert.Equal((ValueBytes, 1), (cache.Bytes, cache.Count));
    }

    [Fact]
    public void Add_SameNumbersOfAnotherKind_IsAnotherValue()
    {
        var cache = new LedgerCache(10 * ValueBytes);
        cache.Add(CacheKey.Tile(new TileId(0, 7)), "tile", ValueBytes);
        cache.Add(CacheKey.Positions(7), "positions", ValueBytes);

        Assert.True(cache.TryGet(CacheKey.Tile(new TileId(0, 7)), out string? tile));
        Assert.True(cache.TryGet(CacheKey.Positions(7), out string? positions));
        Assert.Equal(("tile", "positions"), (tile, positions));
        Assert.False(cache.TryGet(CacheKey.Tile(new TileId(1, 7)), out string? _));
    }

    [Fact]
    public void AddPinned_PastTheBudget_StaysUntilUnpinned()
    {
        var cache = new LedgerCache(10 * ValueBytes);
        cache.Add(Key(1000), "before", ValueBytes);
        for (int i = 0; i < 50; i++)
            cache.AddPinned(Key(i), "pinned", ValueBytes);
        for (int i = 100; i < 300; i++)
            cache.Add(Key(i), "no room", ValueBytes);
        Assert.Equal(Enumerable.Range(0, 50), Kept(cache, 0, 1001));
        Assert.Equal(50 * ValueBytes, cache.Bytes);

        for (int i = 0; i < 50; i++)
            cache.Unpin(Key(i));

        Assert.Equal((10 * ValueBytes, 10), (cache.Bytes, cache.Count));
        for (int i = 300; i < 400; i++)
        {
            cache.Add(Key(i), "other", ValueBytes);
            cache.TryGet(Key(i), out string? _);
        }

        Assert.Empty(Kept(cache, 0, 50));
        Assert.Equal(10, Kept(cache, 300, 400).Count);
    }

    [Fact]
    public void AddPinned_ValueThere_StaysUntilUnpinned()
    {
        LedgerCache cache = Filled(budgetValues: 10, values: 10);
        cache.AddPinned(Key(3), "3", ValueBytes);
        for (int i = 100; i < 300; i++)
            cache.Add(Key(i), "other", ValueBytes);
        Assert.True(cache.TryGet(Key(3), out string? _));

        cache.Unpin(Key(3));
        for (int i = 300; i < 500; i++)
        {
            cache.Add(Key(i), "other", ValueBytes);
            cache.TryGet(Key(i), out string? _);
        }

        Assert.False(cache.TryGet(Key(3), out string? _));
    }

    [Fact]
    public void Unpin_KeyNotThereOrNotPinned_IsHarmless()
    {
        LedgerCache cache = Filled(budgetValues: 2, values: 1);

        cache.Unpin(Key(0));
        cache.Unpin(Key(0));
        cache.Unpin(Key(5));

        Assert.Equal((ValueBytes, 1), (cache.Bytes, cache.Count));
    }

    [Fact]
    public void HitsAndMisses_AfterReads_AreCounted()
    {
        LedgerCache cache = Filled(budgetValues: 10, values: 3);

        Kept(cache, 0, 5);
        Kept(cache, 0, 5);

        Assert.Equal((6, 4), (cache.Hits, cache.Misses));
    }

    private static LedgerCache Filled(int budgetValues, int values)
    {
        var cache = new LedgerCache(budgetValues * ValueBytes);
        for (int i = 0; i < values; i++)
            cache.Add(Key(i), $"{i}", ValueBytes);
        return cache;
    }

    private static CacheKey Key(int i) => new(CachedKind.Block, (ulong)i, 7, 9);

    private static List<int> Kept(LedgerCache cache, int from, int to) =>
        [.. Enumerable.Range(from, to - from).Where(i => cache.TryGet(Key(i), out string? _))];
}
