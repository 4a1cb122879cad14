using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using ImmuFunctions.Service.Tests.Signatures;
using ImmuFunctions.V1;
using Xunit;

namespace ImmuFunctions.Service.Tests.Queries;

public sealed class FindByValueTests
{
    [Fact]
    public async Task FindByValue_Equal_IsEveryVersionByKeyNewestFirst()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        await SetAsync(server, ("b", "x"), ("a", "x"), ("a", "y"), ("a", "x"), ("c", "xx"));

        ValuePage page = await server.FindByValueAsync(Search.Equal("x"));

        Assert.Equal([3UL, 1, 0], Search.Indexes(page.Items));
        Assert.Equal(new Item { Key = Bytes.Of("a"), Value = Bytes.Of("x"), Index = 3 }, page.Items[0]);
        Assert.Empty(page.Next);
    }

    [Theory]
    [InlineData("", new ulong[] { 3, 0, 1, 2 })]
    [InlineData("x", new ulong[] { 0, 1, 2 })]
    [InlineData("xy", new ulong[] { 1, 2 })]
    [InlineData("xyzz", new ulong[0])]
    public async Task FindByValue_Prefix_IsInOrderOfValues(string prefix, ulong[] expected)
    {
        await using var server = await TestServer.WithValueIndexAsync();
        await SetAsync(server, ("d", "x"), ("c", "xy"), ("b", "xyz"), ("a", ""));

        Assert.Equal(expected, Search.Indexes((await server.FindByValueAsync(Search.Prefix(prefix))).Items));
    }

    [Fact]
    public async Task FindByValue_EmptyValue_IsAValue()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        await server.SetAsync("a", "");
        await server.SetAsync("b", "x");

        Assert.Equal([0UL], Search.Indexes((await server.FindByValueAsync(Search.Equal(""))).Items));
    }

    [Fact]
    public async Task FindByValue_WrappedValue_IsFoundByItsPayloadAndByItself()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        await server.SetAsync("a", Search.Wrapped("payload"));
        await server.SetAsync("b", "payload");

        Assert.Equal([0UL, 1], Search.Indexes((await server.FindByValueAsync(Search.Equal("payload"))).Items));
        Assert.Equal([0UL, 1], Search.Indexes((await server.FindByValueAsync(Search.Prefix("pay"))).Items));
        ValuePage page = await server.FindByValueAsync(Search.Equal(Search.Wrapped("payload")));
        Assert.Equal(Search.Wrapped("payload"), Bytes.Text(Assert.Single(page.Items).Value));
    }

    [Fact]
    public async Task FindByValue_SignedValues_AreFoundByPayloadPageByPage()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        using var writer = new Writer();
        foreach (string payload in (string[])["", "payload", "payload", "payload too"])
            await server.SetAsync(writer.Signed("k", payload));

        Assert.Equal([2UL, 1], Search.Indexes((await server.FindByValueAsync(Search.Equal("payload"))).Items));
        Assert.Equal([0UL, 2, 1, 3], Search.Indexes(await Search.AllAsync(server.FindByValueAsync, Search.Prefix("", limit: 1))));
    }

    [Fact]
    public async Task FindByValue_LongValues_AreComparedWhole()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        string start = new('v', 64);
        foreach (string value in (string[])[start, start + "a", start + "ab", start + "b"])
            await server.SetAsync("k" + value, value);

        Assert.Equal([0UL], Search.Indexes((await server.FindByValueAsync(Search.Equal(start))).Items));
        Assert.Equal([1UL], Search.Indexes((await server.FindByValueAsync(Search.Equal(start + "a"))).Items));
        Assert.Equal([1UL, 2], Search.Indexes((await server.FindByValueAsync(Search.Prefix(start + "a"))).Items));
        Assert.Equal(4, (await server.FindByValueAsync(Search.Prefix(start))).Items.Count);
    }

    [Fact]
    public async Task FindByValue_Pointers_AreLeftOut()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        await server.SetAsync("k", "v");
        await server.ReferenceAsync("r", "k");
        await server.ZAddAsync("s", 1, "k");

        Assert.Equal([0UL], Search.Indexes((await server.FindByValueAsync(Search.Prefix(""))).Items));
    }

    [Fact]
    public async Task FindByValue_Pages_MeetEveryEntryOnceWhateverIsWrittenMeanwhile()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        for (int i = 0; i < 10; i++)
            await server.SetAsync($"k{i % 3}", "v");

        List<Item> items = await Search.AllAsync(server.FindByValueAsync, Search.Equal("v", limit: 3), async () =>
        {
            await server.SetAsync("k1", "v");
            await server.SetAsync("zz", "v");
        });

        Assert.Equal([9UL, 6, 3, 0, 7, 4, 1, 8, 5, 2], Search.Indexes(items));
    }

    [Fact]
    public async Task FindByValue_LimitThatIsTheNumberOfEntries_HasNoCursor()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        await server.SetAsync("a", "v");
        await server.SetAsync("b", "v");

        Assert.Empty((await server.FindByValueAsync(Search.Equal("v", limit: 2))).Next);
        Assert.NotEmpty((await server.FindByValueAsync(Search.Equal("v", limit: 1))).Next);
    }

    [Fact]
    public async Task FindByValue_Limits_AreBounded()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        await server.SetBatchAsync([.. Enumerable.Range(0, 10_001).Select(i => Requests.Kv($"{i}", "v"))]);

        Assert.Equal(1_000, (await server.FindByValueAsync(Search.Equal("v"))).Items.Count);
        Assert.Equal(10_000, (await server.FindByValueAsync(Search.Equal("v", limit: uint.MaxValue))).Items.Count);
    }

    [Fact]
    public async Task FindByValue_LargeValues_EndAPageEarly()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        string[] sizes = [new('v', 2_000_000), new('v', 1_000_000), new('v', 4_000_000), "v"];
        foreach ((int i, string value) in sizes.Index())
            await server.SetAsync($"{i}", value);

        ValuePage first = await server.FindByValueAsync(Search.Prefix("v"));

        Assert.Equal([3UL, 0, 1], Search.Indexes(first.Items));
        Assert.Equal([2UL], Search.Indexes((await server.FindByValueAsync(new ValueQuery { Prefix = Bytes.Of("v"), After = first.Next })).Items));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\0\0\0\0\0\0\0\x2\0\0\0\0\0\0\0\x2")] // no such entry
    [InlineData("\0\0\0\0\0\0\0\x3\0\0\0\0\0\0\0\0")] // of a longer log
    [InlineData("\0\0\0\0\0\0\0\x2\0\0\0\0\0\0\0\x1")] // a reference
    [InlineData("\0\0\0\0\0\0\0\x2\0\0\0\0\0\0\0\0\0")]
    public async Task FindByValue_CursorOfNoPage_IsInvalid(string cursor)
    {
        await using var server = await TestServer.WithValueIndexAsync();
        await server.SetAsync("a", "v");
        await server.ReferenceAsync("r", "a");
        var query = new ValueQuery { Equal = Bytes.Of("v"), After = Bytes.Of(cursor) };

        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid cursor", () => server.FindByValueAsync(query));
    }

    [Fact]
    public async Task ValueQueries_NoValue_IsRefused()
    {
        await using var server = await TestServer.WithValueIndexAsync();

        await Refusal.IsAsync(StatusCode.InvalidArgument, "give a value in equal or in prefix", () => server.FindByValueAsync(new ValueQuery()));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "give a value in equal or in prefix", () => server.KeysWithValueAsync(new ValueQuery()));
    }

    [Fact]
    public async Task ValueQueries_ValuesNotIndexed_SayHowToHaveThemIndexed()
    {
        await using var server = await TestServer.OpenAsync();
        const string Text = "this ledger does not index values: start its host with --value-index, which makes the index from the log";

        await Refusal.IsAsync(StatusCode.FailedPrecondition, Text, () => server.FindByValueAsync(Search.Equal("v")));
        await Refusal.IsAsync(StatusCode.FailedPrecondition, Text, () => server.KeysWithValueAsync(Search.Equal("v")));
    }

    private static async Task SetAsync(TestServer server, params (string Key, string Value)[] entries)
    {
        foreach ((string key, string value) in entries)
            await server.SetAsync(key, value);
    }
}
