using Immudb.Schema;
using ImmuFunctions.Service.Tests.Serving;
using ImmuFunctions.V1;
using Xunit;

namespace ImmuFunctions.Service.Tests.Queries;

public sealed class KeysWithValueTests
{
    [Fact]
    public async Task KeysWithValue_OverwrittenKeys_AreFoundByTheirNewestValueOnly()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        await server.SetAsync("a", "x");
        await server.SetAsync("b", "x");
        await server.SetAsync("a", "y");
        await server.SetAsync("c", "y");
        await server.SetAsync("c", "x");
        await server.SetAsync("c", "x");

        Assert.Equal([1UL, 5], Search.Indexes((await server.KeysWithValueAsync(Search.Equal("x"))).Items));
        Assert.Equal([2UL], Search.Indexes((await server.KeysWithValueAsync(Search.Equal("y"))).Items));
        Assert.Equal([1UL, 5, 2], Search.Indexes((await server.KeysWithValueAsync(Search.Prefix(""))).Items));
    }

    [Fact]
    public async Task KeysWithValue_KeyThatBecameAReference_IsNotFound()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        await server.SetAsync("a", "x");
        await server.SetAsync("b", "x");
        await server.ReferenceAsync("b", "a");

        Assert.Equal([0UL], Search.Indexes((await server.KeysWithValueAsync(Search.Equal("x"))).Items));
    }

    [Fact]
    public async Task KeysWithValue_Pages_ShowTheLedgerAsItWasForTheFirst()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        await server.SetEachAsync("a", "b", "c", "d");

        // c is overwritten and e comes while the pages are read.
        List<Item> items = await Search.AllAsync(server.KeysWithValueAsync, Search.Prefix("", limit: 1), async () =>
        {
            await server.SetAsync("c", "z");
            await server.SetAsync("e", "e");
        });

        Assert.Equal(["a", "b", "c", "d"], items.Select(item => Bytes.Text(item.Value)));
    }

    [Fact]
    public async Task KeysWithValue_HardlyAnyEntryIsNewest_PagesAreShortAndGoOn()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        const int Keys = 20_001;
        await server.SetBatchAsync([.. Enumerable.Range(0, Keys).Select(i => Requests.Kv($"k{i}", "x"))]);
        await server.SetBatchAsync([.. Enumerable.Range(0, Keys).Select(i => Requests.Kv($"k{i}", "y"))]);
        await server.SetAsync("z", "x");

        ValuePage first = await server.KeysWithValueAsync(Search.Equal("x"));
        List<Item> all = await Search.AllAsync(server.KeysWithValueAsync, Search.Equal("x"));

        Assert.Empty(first.Items);
        Assert.NotEmpty(first.Next);
        Assert.Equal("z", Bytes.Text(Assert.Single(all).Key));
    }
}
