using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Service.Tests.Serving;
using Immudb.Schema;
using Xunit;

namespace ImmuFunctions.Service.Tests.SortedSets;

public sealed class ZScanProperties
{
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
        return [.. list.Items.Select(member => BitConverter.DoubleToUInt64Bits(member.Score))];
    }
}
