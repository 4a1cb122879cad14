using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Immudb.Schema;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.SortedSets;

public sealed class ZScanProperties
{
    private const int PrefixLength = 10 + 1 + 10;

    [Fact]
    public void ZScan_AnyScores_AreInUnsignedOrderOfTheirBits() =>
        Prop.ForAll<double[]>(scores =>
            ScanAsync(scores).GetAwaiter().GetResult()
                .SequenceEqual(scores.Select(BitConverter.DoubleToUInt64Bits).Distinct().Order()))
            .QuickCheckThrowOnFailure();

    private static async Task<ulong[]> ScanAsync(double[] scores)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("k", "v");
        foreach (double score in scores)
            await server.ZAddAsync("s", score, "k");
        ZItemList list = await server.ZScanAsync(new ZScanOptions { Set = Bytes.Of("s") });
        return [.. list.Items.Select(member => BinaryPrimitives.ReadUInt64BigEndian(member.CurrentOffset.Span[PrefixLength..]))];
    }
}
