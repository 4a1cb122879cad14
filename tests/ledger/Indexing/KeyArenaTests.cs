using ImmuFunctions.Ledger.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

public sealed class KeyArenaTests
{
    // Found by these tests: there was no chunk yet for the empty key to lie in.
    [Fact]
    public void Add_EmptyKeyFirst_IsGivenBack()
    {
        var arena = new KeyArena();

        Assert.True(arena.Get(arena.Add([]), 0).IsEmpty);
        Assert.Equal(0, arena.ByteLength);
    }

    [Fact]
    public void Add_EmptyKeyAtTheVeryEndOfTheChunks_IsGivenBack()
    {
        var arena = new KeyArena();
        var half = new byte[1 << 17];
        for (int i = 0; i < 32; i++)
            arena.Add(half);

        Assert.True(arena.Get(arena.Add([]), 0).IsEmpty);
    }

    [Fact]
    public void Add_ManyKeysAcrossChunks_AllAreGivenBack()
    {
        var arena = new KeyArena();
        var random = new Random(1);
        List<(long At, byte[] Key)> added = [];
        for (int i = 0; i < 500; i++)
        {
            var key = new byte[random.Next(0, 65_536)];
            random.NextBytes(key);
            added.Add((arena.Add(key), key));
        }

        Assert.All(added, a => Assert.True(arena.Get(a.At, a.Key.Length).SequenceEqual(a.Key)));
        Assert.True(arena.ByteLength >= added.Sum(a => (long)a.Key.Length));
    }

    [Fact]
    public void Add_KeyLargerThanAChunk_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyArena().Add(new byte[(1 << 18) + 1]));
}
