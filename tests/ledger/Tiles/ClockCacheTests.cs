using ImmuFunctions.Ledger.Tiles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Tiles;

public sealed class ClockCacheTests
{
    private const int ValueBytes = 100;

    [Fact]
    public void TryGet_WithinTheBudget_KeepsEverything()
    {
        ClockCache<int, string> cache = Filled(budgetValues: 10, values: 10);

        Assert.Equal(Enumerable.Range(0, 10), Kept(cache, 10));
    }

    [Fact]
    public void Add_FarPastTheBudget_KeepsAboutTheBudget()
    {
        ClockCache<int, string> cache = Filled(budgetValues: 10, values: 1000);

        Assert.InRange(Kept(cache, 1000).Count, 9, 11);
    }

    [Fact]
    public void Add_PastTheBudget_KeepsTheNewestValue()
    {
        var cache = new ClockCache<int, string>(10 * ValueBytes, ValueBytes);
        for (int i = 0; i < 200; i++)
        {
            cache.Add(i, $"{i}");
            Assert.True(cache.TryGet(i, out string? value));
            Assert.Equal($"{i}", value);
        }
    }

    [Fact]
    public void Add_AValueReadAllTheTime_Stays()
    {
        var cache = new ClockCache<int, string>(10 * ValueBytes, ValueBytes);
        cache.Add(-1, "hot");
        for (int i = 0; i < 500; i++)
        {
            cache.Add(i, "cold");
            Assert.True(cache.TryGet(-1, out _));
        }
    }

    [Fact]
    public void AddPinned_PastTheBudget_StaysUntilUnpinned()
    {
        var cache = new ClockCache<int, string>(10 * ValueBytes, ValueBytes);
        for (int i = 0; i < 50; i++)
            cache.AddPinned(i, "pinned");
        for (int i = 100; i < 300; i++)
            cache.Add(i, "other");
        Assert.Equal(Enumerable.Range(0, 50), Kept(cache, 50));

        for (int i = 0; i < 50; i++)
            cache.Unpin(i);
        for (int i = 300; i < 400; i++)
            cache.Add(i, "other");

        Assert.Empty(Kept(cache, 50));
        Assert.InRange(Kept(cache, 400).Count, 9, 11);
    }

    [Fact]
    public void Add_KeyThere_KeepsTheFirstValue()
    {
        var cache = new ClockCache<int, string>(10 * ValueBytes, ValueBytes);
        cache.Add(1, "first");
        cache.Add(1, "second");

        Assert.True(cache.TryGet(1, out string? value));
        Assert.Equal("first", value);
    }

    [Fact]
    public void Unpin_KeyNotThere_IsHarmless() => new ClockCache<int, string>(0, ValueBytes).Unpin(1);

    [Fact]
    public async Task Add_FromManyThreads_StaysAtTheBudget()
    {
        var cache = new ClockCache<int, string>(100 * ValueBytes, ValueBytes);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(t => Task.Run(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                cache.Add((i * 8) + t, "value");
                cache.TryGet(i * 4, out _);
            }
        }, Ct)));

        for (int i = 0; i < 200; i++)
            cache.Add(100_000 + i, "settling");
        Assert.InRange(Kept(cache, 101_000).Count, 90, 110);
    }

    private static ClockCache<int, string> Filled(int budgetValues, int values)
    {
        var cache = new ClockCache<int, string>(budgetValues * ValueBytes, ValueBytes);
        for (int i = 0; i < values; i++)
            cache.Add(i, $"{i}");
        return cache;
    }

    private static List<int> Kept(ClockCache<int, string> cache, int below) =>
        [.. Enumerable.Range(0, below).Where(i => cache.TryGet(i, out _))];
}
