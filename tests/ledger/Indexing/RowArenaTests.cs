using ImmuFunctions.Ledger.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

public sealed class RowArenaTests
{
    [Fact]
    public void Keep_ManyRowsAcrossChunks_AllAreGivenBack()
    {
        var arena = new RowArena();
        var random = new Random(1);
        List<(RowPlace Place, byte[] Row)> kept = [];
        for (int i = 0; i < 500; i++)
        {
            var row = new byte[random.Next(1, 131_108)];
            random.NextBytes(row);
            row.CopyTo(arena.Reserve(row.Length + random.Next(100)));
            kept.Add((arena.Keep(row.Length), row));
        }

        Assert.All(kept, k => Assert.True(arena.Get(k.Place).SequenceEqual(k.Row)));
        Assert.True(arena.ByteLength >= kept.Sum(k => (long)k.Row.Length));
    }

    [Fact]
    public void Keep_LessThanReserved_TakesNoMore()
    {
        var arena = new RowArena();
        arena.Reserve(1000);
        RowPlace first = arena.Keep(3);
        arena.Reserve(1000);

        Assert.Equal(new RowPlace(first.At + 3, 4), arena.Keep(4));
        Assert.Equal(7, arena.ByteLength);
    }

    [Fact]
    public void ByteLength_OfNothing_IsNothing() => Assert.Equal(0, new RowArena().ByteLength);

    [Fact]
    public void Reserve_MoreThanAChunk_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => { new RowArena().Reserve((1 << 18) + 1); });
}
