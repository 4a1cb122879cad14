using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

/// <summary>What holds after any calls in any order, and from any number of threads.</summary>
public sealed class LedgerCacheBudgetTests
{
    private const int Budget = 10_000;
    private const int Keys = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Calls_InAnyOrder_KeepTheBudgetAndWhatIsPinned(int seed)
    {
        var random = new Random(seed);
        var cache = new LedgerCache(Budget);
        var pinned = new HashSet<int>();
        for (int step = 0; step < 5000; step++)
        {
            int i = random.Next(Keys);
            switch (random.Next(8))
            {
                case 0:
                    cache.AddPinned(Key(i), Value(i), BytesOf(i));
                    pinned.Add(i);
                    break;
                case 1 or 2:
                    cache.Unpin(Key(i));
                    pinned.Remove(i);
                    break;
                case 3:
                    cache.TryGet(Key(i), out string? _);
                    break;
                default:
                    cache.Add(Key(i), Value(i), BytesOf(i));
                    break;
            }

            Assert.InRange(cache.Bytes, 0, Math.Max(Budget, pinned.Sum(BytesOf)));
            if (step % 10 == 0)
                AssertWhole(cache, pinned);
        }
    }

    [Fact]
    public async Task Calls_FromManyThreads_KeepTheBudgetAndLoseNoCount()
    {
        const int Threads = 8, Steps = 40_000;
        var cache = new LedgerCache(Budget);

        (int Reads, long Most)[] seen = await Task.WhenAll(Enumerable.Range(0, Threads).Select(t => Task.Run(() =>
        {
            var random = new Random(t);
            (int reads, long most) = (0, 0L);
            for (int step = 0; step < Steps; step++)
            {
                int i = random.Next(Keys);
                if (random.Next(3) > 0)
                {
                    if (cache.TryGet(Key(i), out string? value))
                        Assert.Equal(Value(i), value);
                    reads++;
                }
                else
                {
                    cache.Add(Key(i), Value(i), BytesOf(i));
                }

                most = Math.Max(most, cache.Bytes);
            }

            return (reads, most);
        }, Ct)));

        Assert.InRange(seen.Max(s => s.Most), Budget / 2, Budget);
        Assert.Equal(seen.Sum(s => s.Reads), cache.Hits + cache.Misses);
        AssertWhole(cache, []);
    }

    [Fact]
    public async Task PinsAndUnpins_BesideReadersAndAdders_LeaveNothingPinnedOrMiscounted()
    {
        var cache = new LedgerCache(Budget);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(t => Task.Run(() =>
        {
            var random = new Random(t);
            for (int step = 0; step < 20_000; step++)
            {
                int i = random.Next(Keys / 6) + (t * (Keys / 6)); // its own keys to pin, everybody's to add
                cache.AddPinned(Key(i), Value(i), BytesOf(i));
                int other = random.Next(Keys);
                cache.Add(Key(other), Value(other), BytesOf(other));
                Assert.True(cache.TryGet(Key(i), out string? _));
                cache.Unpin(Key(i));
            }
        }, Ct)));

        AssertWhole(cache, []);
        Assert.InRange(cache.Bytes, 0, Budget);
        for (int i = Keys; i < Keys + 200; i++)
        {
            cache.Add(Key(i), Value(i), 500);
            cache.TryGet(Key(i), out string? _);
        }

        Assert.DoesNotContain(Enumerable.Range(0, Keys), i => cache.TryGet(Key(i), out string? _));
    }

    // What can be read is what is counted.
    private static void AssertWhole(LedgerCache cache, HashSet<int> pinned)
    {
        int[] kept = [.. Enumerable.Range(0, Keys).Where(i => cache.TryGet(Key(i), out string? _))];
        Assert.Equal(kept.Length, cache.Count);
        Assert.Equal(kept.Sum(BytesOf), cache.Bytes);
        Assert.Subset(kept.ToHashSet(), pinned);
    }

    private static CacheKey Key(int i) => new(CachedKind.Directory, (ulong)i, 0, 0);

    private static string Value(int i) => $"value {i}";

    private static int BytesOf(int i) => i * 20;
}
