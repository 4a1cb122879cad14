using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Items;

public sealed class BatchTests
{
    [Fact]
    public async Task SetBatch_Items_GetConsecutiveIndexesAndTheLastIsAnswered()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("first", "v");

        Assert.Equal(3UL, (await server.SetBatchAsync(Requests.Kv("b", "1"), Requests.Kv("a", "2"), Requests.Kv("c", "3"))).Index_);

        Assert.Equal("a", Bytes.Text((await server.ByIndexAsync(2)).Key));
    }

    [Fact]
    public async Task SetBatch_Empty_IsRefused()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(StatusCode.InvalidArgument, "empty set", () => server.SetBatchAsync());
    }

    [Fact]
    public async Task SetBatch_KeyTwice_IsRefusedBeforeKeysAreJudged()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.WritesNothingAsync(
            server,
            StatusCode.InvalidArgument,
            "duplicated keys are not supported in single batch transaction",
            () => server.SetBatchAsync(Requests.Kv("\0", "0"), Requests.Kv("a", "1"), Requests.Kv("a", "2")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData(Requests.FlushMark)]
    [InlineData("!badger!x")]
    public async Task SetBatch_OneInvalidKey_WritesNothingAndLaterSafeCallsWork(string key)
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.WritesNothingAsync(
            server, StatusCode.InvalidArgument, "invalid key", () => server.SetBatchAsync(Requests.Kv("a", "1"), Requests.Kv(key, "2")));

        Proof proof = await server.SafeSetAsync(Requests.SafeSet("after", "v"));
        Assert.Equal(0UL, proof.Index);
    }

    [Fact]
    public async Task SetBatch_MostElements_AreAppended()
    {
        await using var server = await TestServer.OpenAsync();

        Assert.Equal(52_426UL, (await server.SetBatchAsync(Numbered(52_427))).Index_);
    }

    [Fact]
    public async Task SetBatch_OneElementMore_IsTooBig()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.WritesNothingAsync(
            server, StatusCode.Unknown, "Txn is too big to fit into one request", () => server.SetBatchAsync(Numbered(52_428)));
    }

    [Fact]
    public async Task GetBatch_KeysInAnyOrder_AreAnsweredInRequestOrder()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b");
        await server.ReferenceAsync("r", "a");

        ItemList list = await server.GetBatchAsync("b", "missing", "a", "r", "b");

        Assert.Equal(["b", "a", "a", "b"], list.Items.Select(item => Bytes.Text(item.Key)));
    }

    [Fact]
    public async Task GetBatch_NoKeys_IsEmpty()
    {
        await using var server = await TestServer.OpenAsync();

        Assert.Empty((await server.GetBatchAsync()).Items);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    public async Task GetBatch_OneInvalidKey_FailsTheCall(string key)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");

        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid key", () => server.GetBatchAsync("a", key));
    }

    private static KeyValue[] Numbered(int count) => [.. Enumerable.Range(0, count).Select(i => Requests.Kv($"{i}", ""))];
}
