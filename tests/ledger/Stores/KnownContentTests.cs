using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

/// <summary>Bytes that were checked are known again, and no others are.</summary>
public sealed class KnownContentTests
{
    private static readonly CacheKey Key = new(CachedKind.Block, 1, 2, 3);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(8191)]
    [InlineData(KnownContent.MaxBytes)]
    public void Contains_TheSameBytes_IsTrueAndAnyFlippedBitIsNot(int length)
    {
        byte[] bytes = RandomBytes(length);
        var known = new KnownContent(1 << 20);
        Assert.False(known.Contains(Key, bytes));

        known.Add(Key, bytes);

        Assert.True(known.Contains(Key, bytes.ToArray()));
        for (int bit = 0; bit < length * 8; bit += 1 + (length / 50))
        {
            byte[] changed = [.. bytes];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(known.Contains(Key, changed));
        }
    }

    [Fact]
    public void Contains_TheSameBytesShorterOrLonger_IsFalse()
    {
        byte[] bytes = new byte[100];
        var known = new KnownContent(1 << 20);
        known.Add(Key, bytes);

        Assert.All(Enumerable.Range(0, 200).Where(length => length != 100), length => Assert.False(known.Contains(Key, new byte[length])));
    }

    [Fact]
    public void Contains_TheSameBytesOfAnotherBlob_IsFalse()
    {
        byte[] bytes = RandomBytes(64);
        var known = new KnownContent(16); // so small that all keys share few slots
        known.Add(Key, bytes);

        Assert.False(known.Contains(Key with { A = 2 }, bytes));
        Assert.False(known.Contains(Key with { B = 3 }, bytes));
        Assert.False(known.Contains(Key with { C = 4 }, bytes));
        Assert.False(known.Contains(Key with { Kind = CachedKind.Tile }, bytes));
    }

    [Fact]
    public void Contains_PairsOfWordsSwapped_IsFalse()
    {
        byte[] bytes = RandomBytes(64);
        byte[] swapped = [.. bytes[8..16], .. bytes[..8], .. bytes[16..]];
        var known = new KnownContent(1 << 20);
        known.Add(Key, bytes);

        Assert.False(known.Contains(Key, swapped));
    }

    [Fact]
    public void Add_LongerThanTheKey_IsNotRemembered()
    {
        byte[] bytes = RandomBytes(KnownContent.MaxBytes + 1);
        var known = new KnownContent(1 << 20);

        known.Add(Key, bytes);

        Assert.False(known.Contains(Key, bytes));
    }

    private static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
