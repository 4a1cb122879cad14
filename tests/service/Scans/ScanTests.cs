using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Scans;

public sealed class ScanTests
{
    [Theory]
    [InlineData("\0")]
    [InlineData("\0x")]
    [InlineData(Requests.FlushMark)]
    public async Task Scan_ReservedPrefixOrOffset_IsRefused(string reserved)
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(
            StatusCode.InvalidArgument, "invalid key prefix", () => server.ScanAsync(new ScanOptions { Prefix = Bytes.Of(reserved) }));
        await Refusal.IsAsync(
            StatusCode.InvalidArgument, "invalid offset", () => server.ScanAsync(new ScanOptions { Offset = Bytes.Of(reserved) }));
        await Refusal.IsAsync(
            StatusCode.InvalidArgument,
            "invalid key prefix",
            () => server.ScanAsync(new ScanOptions { Prefix = Bytes.Of(reserved), Offset = Bytes.Of(reserved) }));
    }

    [Theory]
    [InlineData("aaa,abc,acc,acd", "a", "ab", 0, false, "abc,acc,acd")] // an offset between two keys
    [InlineData("aaa,abc,acc,acd", "a", "abc", 0, false, "acc,acd")]
    [InlineData("aaa,abc,acc,acd", "", "", 0, false, "aaa,abc,acc,acd")]
    [InlineData("aaa,abc,acc,acd", "ac", "", 0, false, "acc,acd")]
    [InlineData("aaa,abc,acc,acd", "a", "", 2, false, "aaa,abc")]
    [InlineData("aaa,abc,acc,acd", "a", "aaa", 1, false, "abc")]
    [InlineData("aaa,abc,acc,acd", "a", "", 0, true, "acd,acc,abc,aaa")]
    [InlineData("aaa,abc,acc,acd", "a", "acc", 0, true, "abc,aaa")]
    [InlineData("aaa,bbb,ccc", "", "bbb", 0, true, "aaa")]
    [InlineData("aaa,bbb,bbbx,ccc", "", "bbb", 0, true, "aaa")] // a longer key is above the offset
    [InlineData("aaa,bbb,bbbx,ccc", "", "bbbx", 0, true, "bbb,aaa")]
    [InlineData("aaa,bbb,ccc", "b", "", 0, false, "bbb")]
    [InlineData("aaa,bbb,ccc", "b", "a", 0, false, "bbb")] // an offset before the prefix leaves all of it
    [InlineData("aaa,bbb,ccc", "b", "c", 0, false, "")] // one after it leaves none
    [InlineData("aaa,bbb,ccc", "b", "c", 0, true, "bbb")]
    [InlineData("aaa,bbb,ccc", "bb", "zzz", 0, true, "bbb")]
    [InlineData("aaa,bbb,ccc", "b", "a", 0, true, "")]
    [InlineData("aaa,bbb,ccc", "x", "", 0, false, "")]
    [InlineData("aaa,bbb,ccc", "bbbb", "", 0, false, "")]
    [InlineData("a,a\xff,a\xff\xff,b", "a", "", 0, true, "a\xff\xff,a\xff,a")]
    [InlineData("\xff\xff,\xff,a", "", "", 0, true, "\xff\xff,\xff,a")]
    [InlineData("\xff\xff,\xff,a", "\xff", "", 0, true, "\xff\xff,\xff")]
    public async Task Scan_PrefixOffsetLimitDirection_GoOnBehindTheOffset(
        string keys, string prefix, string offset, int limit, bool reverse, string expected)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync(keys.Split(','));
        var request = new ScanOptions { Prefix = Bytes.Of(prefix), Offset = Bytes.Of(offset), Limit = (ulong)limit, Reverse = reverse };

        ItemList list = await server.ScanAsync(request);

        Assert.Equal(expected, string.Join(',', list.Items.Select(item => Bytes.Text(item.Key))));
    }

    [Fact]
    public async Task Scan_EmptyLog_IsEmpty()
    {
        await using var server = await TestServer.OpenAsync();

        Assert.Empty((await server.ScanAsync(new ScanOptions())).Items);
        Assert.Empty((await server.ScanAsync(new ScanOptions { Deep = true, Reverse = true })).Items);
    }

    [Fact]
    public async Task Scan_OverwrittenKey_IsItsNewestVersionOnce()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("k", "old");
        await server.SetAsync("k", "new");

        Item item = Assert.Single((await server.ScanAsync(new ScanOptions())).Items);

        Assert.Equal(new Item { Key = Bytes.Of("k"), Value = Bytes.Of("new"), Index = 1 }, item);
    }

    [Fact]
    public async Task Scan_NotDeep_LeavesOutPointersAndDoesNotCountThem()
    {
        await using var server = await WithPointersAsync();

        ItemList list = await server.ScanAsync(new ScanOptions { Limit = 2 });

        Assert.Equal(["Z", "k"], list.Items.Select(item => Bytes.Text(item.Key)));
    }

    [Fact]
    public async Task Scan_Deep_ShowsWhatPointersPointToInTheirPlace()
    {
        await using var server = await WithPointersAsync();

        ItemList list = await server.ScanAsync(new ScanOptions { Deep = true });

        // Z; the member (newest k); a (version 0 of k); k; outer (a, raw).
        Assert.Equal(["Z", "k", "k", "k", "a"], list.Items.Select(item => Bytes.Text(item.Key)));
        Assert.Equal(["Z", "new", "old", "new", "k\0\0\0\0\0\0\0\0\x1"], list.Items.Select(item => Bytes.Text(item.Value)));
        Assert.Equal([1UL, 2UL, 0UL, 2UL, 3UL], list.Items.Select(item => item.Index));
    }

    [Fact]
    public async Task Scan_DeepWithLimit_CountsPointers()
    {
        await using var server = await WithPointersAsync();

        Assert.Equal(2, (await server.ScanAsync(new ScanOptions { Deep = true, Limit = 2 })).Items.Count);
    }

    [Fact]
    public async Task Scan_OffsetThatIsAPointer_GoesOnBehindIt()
    {
        await using var server = await WithPointersAsync();

        ItemList list = await server.ScanAsync(new ScanOptions { Offset = Bytes.Of("a") });

        Assert.Equal(["k"], list.Items.Select(item => Bytes.Text(item.Key)));
    }

    [Fact]
    public async Task Scan_NoLimit_StopsAtTheDefault()
    {
        await using var server = await TestServer.OpenAsync();
        await FillAsync(server, 0, 52_427);
        await FillAsync(server, 52_427, 52_427);
        await FillAsync(server, 104_854, 10);

        Assert.Equal(104_857, (await server.ScanAsync(new ScanOptions())).Items.Count);
        Assert.Equal(104_864, (await server.ScanAsync(new ScanOptions { Limit = 200_000 })).Items.Count);
    }

    private static Task<Immudb.Schema.Index> FillAsync(TestServer server, int from, int count) =>
        server.SetBatchAsync([.. Enumerable.Range(from, count).Select(i => Requests.Kv($"{i}", ""))]);

    // Z, the member's key (which starts with '_'), a → k at index 0, k, outer → a.
    private static async Task<TestServer> WithPointersAsync()
    {
        var server = await TestServer.OpenAsync();
        await server.SetAsync("k", "old");
        await server.SetAsync("Z", "Z");
        await server.SetAsync("k", "new");
        await server.ReferenceAsync("a", "k", 0);
        await server.ZAddAsync("s", 1, "k");
        await server.ReferenceAsync("outer", "a");
        return server;
    }
}
