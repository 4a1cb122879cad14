using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Scans;

public sealed class HistoryTests
{
    // k is written at 0, 2, 4, 6 and 8.
    [Theory]
    [InlineData(0UL, 0UL, false, new ulong[] { 8, 6, 4, 2, 0 })]
    [InlineData(0UL, 0UL, true, new ulong[] { 0, 2, 4, 6, 8 })]
    [InlineData(0UL, 2UL, false, new ulong[] { 8, 6 })]
    [InlineData(0UL, 2UL, true, new ulong[] { 0, 2 })]
    [InlineData(4UL, 0UL, false, new ulong[] { 2, 0 })]
    [InlineData(5UL, 0UL, false, new ulong[] { 4, 2, 0 })]
    [InlineData(4UL, 0UL, true, new ulong[] { 6, 8 })]
    [InlineData(3UL, 1UL, true, new ulong[] { 4 })]
    [InlineData(8UL, 0UL, true, new ulong[0])]
    [InlineData(100UL, 1UL, false, new ulong[] { 8 })]
    public async Task History_OffsetLimitDirection_PageAsImmudbDoes(ulong offset, ulong limit, bool reverse, ulong[] expected)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("k", "other", "k", "other", "k", "other", "k", "other", "k", "kk");

        ItemList list = await server.HistoryAsync(
            new HistoryOptions { Key = Bytes.Of("k"), Offset = offset, Limit = limit, Reverse = reverse });

        Assert.Equal(expected, list.Items.Select(item => item.Index));
        Assert.All(list.Items, item => Assert.Equal("k", Bytes.Text(item.Key)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("missing")]
    public async Task History_EmptyOrUnknownKey_IsEmpty(string key)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("k");

        Assert.Empty((await server.HistoryAsync(new HistoryOptions { Key = Bytes.Of(key) })).Items);
    }

    [Fact]
    public async Task History_ReservedKey_IsInvalidKey()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(
            StatusCode.InvalidArgument, "invalid key", () => server.HistoryAsync(new HistoryOptions { Key = Bytes.Of(Requests.FlushMark) }));
    }

    [Fact]
    public async Task History_Reference_ShowsWhereItPointed()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b");
        await server.ReferenceAsync("r", "a");
        await server.ReferenceAsync("r", "b", 1);

        ItemList list = await server.HistoryAsync(new HistoryOptions { Key = Bytes.Of("r") });

        Assert.Equal(["b\0\0\0\0\0\0\0\x1\x1", "a\0\0\0\0\0\0\0\0\0"], list.Items.Select(item => Bytes.Text(item.Value)));
    }

    [Theory]
    [InlineData("k", 2UL)]
    [InlineData("kk", 1UL)]
    [InlineData("", 0UL)]
    [InlineData("missing", 0UL)]
    public async Task Count_Key_IsTheNumberOfItsVersions(string key, ulong expected)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("k", "kk", "k");

        Assert.Equal(expected, await server.CountAsync(key));
    }

    [Fact]
    public async Task Count_ReservedPrefix_IsRefused()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid key prefix", () => server.CountAsync("\0"));
    }

    [Fact]
    public async Task CountAll_Keys_CountsEachAndEveryEntry()
    {
        await using var server = await TestServer.OpenAsync();
        Assert.Equal(0UL, await server.CountAllAsync());

        await server.SetEachAsync("a", "b", "c");
        Assert.Equal(6UL, await server.CountAllAsync());

        await server.SetEachAsync("a");
        await server.ReferenceAsync("r", "a");
        Assert.Equal(9UL, await server.CountAllAsync());
    }
}
