using System.Buffers.Binary;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.SortedSets;

public sealed class ZScanTests
{
    private const double Inf = double.PositiveInfinity;

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData(Requests.FlushMark)]
    [InlineData(Requests.SetSeparator)]
    public async Task ZScan_NameOfNoSet_IsInvalidSet(string set)
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid set", () => server.ZScanAsync(new ZScanOptions { Set = Bytes.Of(set) }));
    }

    [Fact]
    public async Task ZScan_ReservedOffset_IsInvalidOffset()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(
            StatusCode.InvalidArgument,
            "invalid offset",
            () => server.ZScanAsync(new ZScanOptions { Set = Bytes.Of("s"), Offset = Bytes.Of("\0") }));
    }

    [Fact]
    public async Task ZScan_UnknownSet_IsEmpty()
    {
        await using var server = await WithScoresAsync(1);

        Assert.Empty((await server.ZScanAsync(new ZScanOptions { Set = Bytes.Of("t") })).Items);
    }

    [Fact]
    public async Task ZScan_ScoresOfBothSigns_AreInOrder()
    {
        await using var server = await WithScoresAsync(-100, -2, -1, -0.5, -0.0, 0, 0.5, 1, 1.5, 100, Inf, -Inf);

        ZItemList list = await server.ZScanAsync(new ZScanOptions { Set = Bytes.Of("s") });

        double[] expected = [-Inf, -100, -2, -1, -0.5, -0.0, 0, 0.5, 1, 1.5, 100, Inf];
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), list.Items.Select(StoredBits));
    }

    [Fact]
    public async Task ZScan_Reverse_InvertsTheOrder()
    {
        await using var server = await WithScoresAsync(-2, -1, 0, 1, 2);

        Assert.Equal([2, 1, 0, -1, -2], await ScoresAsync(server, new ZScanOptions { Reverse = true }));
    }

    [Fact]
    public async Task ZScan_Reverse_BeginsWithTheGreatestScore()
    {
        await using var server = await WithScoresAsync(1, -Inf, Inf);

        Assert.Equal([Inf, 1, -Inf], await ScoresAsync(server, new ZScanOptions { Reverse = true }));
    }

    [Theory]
    [InlineData(1.0, null, false, new[] { 1.0, 2.0, 3.0 })]
    [InlineData(null, 2.0, false, new[] { -2.0, -1.0, 0.0, 1.0, 2.0 })]
    [InlineData(1.0, 2.0, false, new[] { 1.0, 2.0 })]
    [InlineData(1.5, 1.7, false, new double[0])]
    [InlineData(-1.0, null, false, new[] { -1.0, 0.0, 1.0, 2.0, 3.0 })]
    [InlineData(-1.0, 1.0, false, new[] { -1.0, 0.0, 1.0 })]
    [InlineData(null, -1.0, false, new[] { -2.0, -1.0 })]
    [InlineData(null, 2.0, true, new[] { 2.0, 1.0, 0.0, -1.0, -2.0 })]
    [InlineData(1.0, null, true, new[] { 3.0, 2.0, 1.0 })]
    [InlineData(1.0, 2.0, true, new[] { 2.0, 1.0 })]
    [InlineData(-1.0, 1.0, true, new[] { 1.0, 0.0, -1.0 })]
    [InlineData(0.0, -1.0, true, new double[0])]
    [InlineData(-0.0, 0.0, false, new[] { 0.0 })]
    public async Task ZScan_Bounds_BelongToTheRange(double? min, double? max, bool reverse, double[] expected)
    {
        await using var server = await WithScoresAsync(-2, -1, 0, 1, 2, 3);

        var request = new ZScanOptions { Min = ScoreOf(min), Max = ScoreOf(max), Reverse = reverse };

        Assert.Equal(expected, await ScoresAsync(server, request));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ZScan_PagedByCurrentOffset_MeetsEveryMemberOnce(bool reverse)
    {
        await using var server = await WithScoresAsync(-1, 0, 1, 2, 3, 4, 5);
        var scores = new List<double>();
        var request = new ZScanOptions { Set = Bytes.Of("s"), Limit = 3, Reverse = reverse };

        for (ZItemList page = await server.ZScanAsync(request); page.Items.Count > 0; page = await server.ZScanAsync(request))
        {
            scores.AddRange(page.Items.Select(member => member.Score));
            request.Offset = page.Items[^1].CurrentOffset;
        }

        double[] expected = [-1, 0, 1, 2, 3, 4, 5];
        Assert.Equal(reverse ? expected.Reverse() : expected, scores);
    }

    [Fact]
    public async Task ZScan_MinOfZero_IncludesBothZeros()
    {
        await using var server = await WithScoresAsync(-1, -0.0, 0, 1);

        ZItemList list = await server.ZScanAsync(new ZScanOptions { Set = Bytes.Of("s"), Min = ScoreOf(0), Max = ScoreOf(0) });

        Assert.Equal(2, list.Items.Count);
    }

    [Fact]
    public async Task ZScan_OffsetBetweenMembers_GoesOnBehindIt()
    {
        await using var server = await WithScoresAsync(1, 2, 3);

        // Score 1.5, target x: nobody is there.
        ByteString offset = Bytes.Of("_~|IMMU|~_s_~|IMMU|~_\x3f\xf8\0\0\0\0\0\0x\0\0\0\0\0\0\0\0\0");

        Assert.Equal([2, 3], await ScoresAsync(server, new ZScanOptions { Offset = offset }));
        Assert.Equal([1], await ScoresAsync(server, new ZScanOptions { Offset = offset, Reverse = true }));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("zzz")]
    [InlineData("_~|IMMU|~_s_~|IMMU|~_")]
    [InlineData("_~|IMMU|~_r_~|IMMU|~_\x3f\xf8\0\0\0\0\0\0x\0\0\0\0\0\0\0\0\0")]
    public async Task ZScan_OffsetThatIsNoMemberOfTheSet_FindsNothing(string offset)
    {
        await using var server = await WithScoresAsync(1, 2, 3);
        await server.SetAsync("A", "a key before the set");

        Assert.Empty(await ScoresAsync(server, new ZScanOptions { Offset = Bytes.Of(offset) }));
        Assert.Empty(await ScoresAsync(server, new ZScanOptions { Offset = Bytes.Of(offset), Reverse = true }));
    }

    [Fact]
    public async Task ZScan_OffsetAndBounds_BothHold()
    {
        await using var server = await WithScoresAsync(-2, -1, 0, 1, 2);
        ZItemList all = await server.ZScanAsync(new ZScanOptions { Set = Bytes.Of("s") });

        var request = new ZScanOptions { Min = ScoreOf(0), Max = ScoreOf(1), Offset = all.Items[0].CurrentOffset };
        Assert.Equal([0, 1], await ScoresAsync(server, request));
        request.Offset = all.Items[2].CurrentOffset;
        Assert.Equal([1], await ScoresAsync(server, request));
        request.Offset = all.Items[4].CurrentOffset;
        Assert.Empty(await ScoresAsync(server, request));
        request.Reverse = true;
        Assert.Equal([1, 0], await ScoresAsync(server, request));
    }

    [Fact]
    public async Task ZScan_StreamedAndListed_AreTheSame()
    {
        await using var server = await WithScoresAsync(-1, 0, 1, 2, 3, 4, 5);
        var request = new ZScanOptions { Set = Bytes.Of("s"), Min = ScoreOf(0), Reverse = true, Limit = 4 };

        ZItemList list = await server.ZScanAsync(request);
        List<ZItemList> messages = await server.StreamZScanAsync(request);

        Assert.Equal(list, Assert.Single(messages));
    }

    [Fact]
    public async Task ZScan_MemberWithIndex_IsThatVersion()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("k", "old");
        await server.SetAsync("k", "new");
        await server.ZAddAsync("s", 1, "k", 0);
        await server.ZAddAsync("s", 2, "k");

        ZItemList list = await server.ZScanAsync(new ZScanOptions { Set = Bytes.Of("s") });

        Assert.Equal(["old", "new"], list.Items.Select(member => Bytes.Text(member.Item.Value)));
        Assert.Equal([2UL, 3UL], list.Items.Select(member => member.Index));
        Assert.Equal((await server.ByIndexAsync(2)).Key, list.Items[0].CurrentOffset);
    }

    [Fact]
    public async Task ZScan_MemberAddedAgain_IsShownOnceWithItsNewestIndex()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("k");
        await server.ZAddAsync("s", 1, "k");
        await server.ZAddAsync("s", 1, "k");

        Assert.Equal(2UL, Assert.Single((await server.ZScanAsync(new ZScanOptions { Set = Bytes.Of("s") })).Items).Index);
    }

    [Fact]
    public async Task ZScan_MembersOfABatch_HaveTheirOwnIndexes()
    {
        await using var server = await TestServer.OpenAsync();
        await server.ExecAllOpsAsync(Requests.SetOp("k", "v"), Requests.ZAddOp("s", 1, "k"), Requests.ZAddOp("s", 2, "k", 7), Requests.SetOp("l", ""));

        await Refusal.IsAsync(StatusCode.NotFound, "index not found", () => server.ByIndexAsync(4));
        Assert.Equal([1UL, 2UL], (await server.ZScanAsync(new ZScanOptions { Set = Bytes.Of("s") })).Items.Select(member => member.Index));
    }

    [Fact]
    public async Task ZScan_PlainKeysAmongTheMembers_AreLeftOut()
    {
        await using var server = await WithScoresAsync(1);
        await server.SetAsync("_~|IMMU|~_s_~|IMMU|~_", "prefix");
        await server.SetAsync("_~|IMMU|~_s_~|IMMU|~_\x3f\xf0\0\0\0\0\0\0k", "looks like a member");
        await server.ReferenceAsync("_~|IMMU|~_s_~|IMMU|~_\x1", "0");

        Assert.Equal([1], await ScoresAsync(server, new ZScanOptions()));
    }

    [Fact]
    public async Task ZScan_SetsWithACommonBeginning_StayApart()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("k");
        await server.ZAddAsync("s", 1, "k");
        await server.ZAddAsync("ss", 2, "k");

        Assert.Equal([1], await ScoresAsync(server, new ZScanOptions()));
    }

    // C# reads a score of -0 as it was sent; the stored key keeps the sign whatever a client's library does.
    private static long StoredBits(ZItem member) =>
        BinaryPrimitives.ReadInt64BigEndian(member.CurrentOffset.Span[(2 * Requests.SetSeparator.Length + 1)..]);

    private static Score? ScoreOf(double? score) => score is { } given ? new Score { Score_ = given } : null;

    private static async Task<IEnumerable<double>> ScoresAsync(TestServer server, ZScanOptions request)
    {
        request.Set = Bytes.Of("s");
        return (await server.ZScanAsync(request)).Items.Select(member => member.Score);
    }

    private static async Task<TestServer> WithScoresAsync(params double[] scores)
    {
        var server = await TestServer.OpenAsync();
        foreach ((int i, double score) in scores.Index())
        {
            await server.SetAsync($"{i}", "v");
            await server.ZAddAsync("s", score, $"{i}");
        }

        return server;
    }
}
