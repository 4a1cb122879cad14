using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Items;

public sealed class GetTests
{
    [Fact]
    public async Task Get_OverwrittenKey_IsItsNewestVersion()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("k", "old");
        await server.SetAsync("k", "new");

        Assert.Equal(new Item { Key = Bytes.Of("k"), Value = Bytes.Of("new"), Index = 1 }, await server.GetAsync("k"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData(Requests.FlushMark)]
    public async Task Get_EmptyOrReservedKey_IsInvalidKey(string key)
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid key", () => server.GetAsync(key));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid key", () => server.SafeGetAsync(key));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("!badger!head")]
    public async Task Get_UnknownKey_IsNotFound(string key)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("k", "v");

        await Refusal.IsAsync(StatusCode.NotFound, "Key not found", () => server.GetAsync(key));
        await Refusal.IsAsync(StatusCode.NotFound, "Key not found", () => server.SafeGetAsync(key));
    }

    [Fact]
    public async Task Get_KeyTooLongToExist_IsNotFound()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("k", "v");

        await Refusal.IsAsync(StatusCode.NotFound, "Key not found", () => server.GetAsync(new string('k', 70_000)));
    }

    [Fact]
    public async Task Get_EmptyLog_IsNotFound()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(StatusCode.NotFound, "Key not found", () => server.GetAsync("k"));
        await Refusal.IsAsync(StatusCode.NotFound, "Key not found", () => server.SafeGetAsync("k", 0));
    }

    [Fact]
    public async Task Get_Reference_IsTheNewestVersionOfTheTargetWhateverTheIndex()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("k", "old");
        await server.ReferenceAsync("r", "k", 0);
        await server.SetAsync("k", "new");

        Assert.Equal(new Item { Key = Bytes.Of("k"), Value = Bytes.Of("new"), Index = 2 }, await server.GetAsync("r"));
    }

    [Fact]
    public async Task Get_ReferenceToReference_IsResolvedOnce()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("k", "v");
        await server.ReferenceAsync("inner", "k");
        await server.ReferenceAsync("outer", "inner");

        Item item = await server.GetAsync("outer");

        Assert.Equal(new Item { Key = Bytes.Of("inner"), Value = Bytes.Of("k\0\0\0\0\0\0\0\0\0"), Index = 1 }, item);
    }

    [Fact]
    public async Task Get_SortedSetKey_IsItsTarget()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("k", "v");
        ulong member = (await server.ZAddAsync("s", 1, "k")).Index_;
        string storedKey = Bytes.Text((await server.ByIndexAsync(member)).Key);

        Assert.Equal(0UL, (await server.GetAsync(storedKey)).Index);
    }

    [Fact]
    public async Task Get_ReferenceOverwrittenByPlainKey_IsThePlainValueAndBack()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("k", "v");
        await server.ReferenceAsync("r", "k");

        await server.SetAsync("r", "plain");
        Assert.Equal("plain", Bytes.Text((await server.GetAsync("r")).Value));

        await server.ReferenceAsync("r", "k");
        Assert.Equal("v", Bytes.Text((await server.GetAsync("r")).Value));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(3UL)]
    [InlineData(8UL)]
    public async Task SafeGet_AnyTrustedRoot_ProvesTheItemAtTheEnd(ulong rootIndex)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetDatasetAsync((int)rootIndex + 1);
        Root trusted = await server.CurrentRootAsync();
        await server.SetDatasetAsync(11);

        SafeItem answer = await server.SafeGetAsync("2", rootIndex);

        Assert.Equal(rootIndex + 11, answer.Proof.At);
        Assert.Equal(answer.Item.Index, answer.Proof.Index);
        ProofCheck.Holds(answer.Proof, answer.Item.Key, answer.Item.Value, trusted);
    }

    [Fact]
    public async Task SafeGet_Reference_ProvesTheTarget()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("k", "v");
        await server.ReferenceAsync("r", "k");

        SafeItem answer = await server.SafeGetAsync("r");

        Assert.Equal("k", Bytes.Text(answer.Item.Key));
        ProofCheck.Holds(answer.Proof, answer.Item.Key, answer.Item.Value);
    }

    [Fact]
    public async Task SafeGet_RootPastTheEnd_IsInvalidRootIndexBeforeTheLookUp()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid root index", () => server.SafeGetAsync("missing", 1));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid key", () => server.SafeGetAsync("", 1));
    }
}
