using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>A page is found by a few bytes of the fences as it is by whole fences.</summary>
public sealed class FenceTableTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(40, 2)]
    [InlineData(40, 20)]
    [InlineData(300, 12)]
    public void Find_AnyRow_IsTheLastPageWhoseFenceIsNotAboveIt(int pages, int mostBytes)
    {
        var random = new Random(pages + mostBytes);
        for (int round = 0; round < 20; round++)
        {
            byte[] common = RandomBytes(random, round % 11);
            byte[][] fences = [[], .. Enumerable.Range(0, pages * 2).Select(_ => (byte[])[.. common, .. RandomBytes(random, 1 + random.Next(mostBytes))])
                .DistinctBy(Convert.ToHexString).Order(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))).Take(pages - 1)];
            var run = new RunInfo(0, 1, 1, 1, 1, 1, Hash.EmptyTree, [.. fences.Select(f => new PageInfo(f, 0, 1, 1, Hash.EmptyTree))]);
            var table = new FenceTable(run);

            foreach (byte[] row in fences.Concat(Enumerable.Range(0, 200).Select(i => (byte[])[.. common.AsSpan(0, i % 2 == 0 ? common.Length : common.Length / 2), .. RandomBytes(random, random.Next(mostBytes + 2))])))
                Assert.Equal(Math.Max(0, Array.FindLastIndex(fences, f => f.AsSpan().SequenceCompareTo(row) <= 0)), table.Find(row));
        }
    }

    // Few different bytes, so that many fences share many; 0 among them, with which short prefixes are filled up.
    private static byte[] RandomBytes(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (byte)(random.Next(3) * 127))];
}
