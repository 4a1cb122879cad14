using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Rpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Tests.Rpc;

/// <summary>A writing rpc called again under the same name is answered with its first result.</summary>
public sealed class RequestNameTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private int _replays;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.OpenAsync(new MemoryStore(exclusive: false));
        await _server.SetAsync("target", "v");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Writes_CalledAgainUnderTheSameName_GiveTheFirstIndexAndWriteNothing()
    {
        await TwiceAsync<KeyValue, Index>("Set", Requests.Kv("k", "v"), i => i.Index_);
        await TwiceAsync<SafeSetOptions, Proof>("SafeSet", Requests.SafeSet("k", "v"), p => p.Index);
        await TwiceAsync<KVList, Index>("SetBatch", new KVList { KVs = { Requests.Kv("a", "1"), Requests.Kv("b", "2") } }, i => i.Index_);
        await TwiceAsync<Ops, Index>("ExecAllOps", new Ops { Operations = { Requests.SetOp("x", "1"), Requests.ZAddOp("s", 1, "x") } }, i => i.Index_);
        await TwiceAsync<ReferenceOptions, Index>("Reference", Requests.Reference("r", "target"), i => i.Index_);
        await TwiceAsync<SafeReferenceOptions, Proof>("SafeReference", Requests.SafeReference("r", "target"), p => p.Index);
        await TwiceAsync<ZAddOptions, Index>("ZAdd", Requests.ZAdd("s", 2, "target"), i => i.Index_);
        await TwiceAsync<SafeZAddOptions, Proof>("SafeZAdd", Requests.SafeZAdd("s", 2, "target"), p => p.Index);

        Assert.Equal(8, _replays);
    }

    [Fact]
    public async Task Set_WithoutName_IsWrittenEachTime()
    {
        Assert.Equal(1UL, (await _server.SetAsync("k", "v")).Index_);
        Assert.Equal(2UL, (await _server.SetAsync("k", "v")).Index_);
    }

    [Fact]
    public async Task Set_SameNameInAnotherRpc_IsAnotherRequest()
    {
        ulong set = (await CallAsync<KeyValue, Index>("Set", Requests.Kv("k", "v"), "name")).Index_;
        ulong safe = (await CallAsync<SafeSetOptions, Proof>("SafeSet", Requests.SafeSet("k", "v"), "name")).Index;

        Assert.Equal(set + 1, safe);
        Assert.Equal(0, _replays);
    }

    [Fact]
    public async Task SafeSet_AgainWithTheSameTrustedRoot_GivesTheSameProof()
    {
        Root trusted = await _server.CurrentRootAsync();
        SafeSetOptions request = Requests.SafeSet("k", "v", trusted.Payload.Index);
        Proof first = await CallAsync<SafeSetOptions, Proof>("SafeSet", request, "name");
        await _server.SetAsync("other", "v");

        Proof again = await CallAsync<SafeSetOptions, Proof>("SafeSet", request, "name");

        Assert.Equal(first, again);
        ProofCheck.Holds(again, request.Kv.Key, request.Kv.Value, trusted);
    }

    [Fact]
    public async Task SafeSet_AgainWithANewerTrustedRoot_ProvesTheEntryInTheTreeOfThatRoot()
    {
        Proof first = await CallAsync<SafeSetOptions, Proof>("SafeSet", Requests.SafeSet("k", "v"), "name");
        for (int i = 0; i < 5; i++)
            await _server.SetAsync("other", "v");
        Root trusted = await _server.CurrentRootAsync();
        await _server.SetAsync("other", "v");
        SafeSetOptions request = Requests.SafeSet("k", "v", trusted.Payload.Index);

        Proof again = await CallAsync<SafeSetOptions, Proof>("SafeSet", request, "name");

        Assert.Equal((first.Index, trusted.Payload.Index), (again.Index, again.At));
        Assert.Equal(trusted.Payload.Root, again.Root);
        ProofCheck.Holds(again, request.Kv.Key, request.Kv.Value, trusted);
    }

    [Fact]
    public async Task SetBatch_SameNameForAnotherNumberOfEntries_IsAborted()
    {
        await CallAsync<KVList, Index>("SetBatch", new KVList { KVs = { Requests.Kv("a", "1") } }, "name");

        var refusal = await Assert.ThrowsAsync<LedgerException>(
            () => CallAsync<KVList, Index>("SetBatch", new KVList { KVs = { Requests.Kv("a", "1"), Requests.Kv("b", "2") } }, "name"));

        Assert.Equal(StatusCode.Aborted, LedgerFaults.ToRpc(refusal)!.Code);
        Assert.Equal(1UL, (await _server.CurrentRootAsync()).Payload.Index);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tab\there")]
    [InlineData("ümlaut")]
    [InlineData("\u007f")]
    public async Task Set_NameThatIsNone_IsInvalid(string name) =>
        await Refusal.WritesNothingAsync(
            _server, StatusCode.InvalidArgument, "immufunctions-request-id must be 1 to 128 printable ASCII characters",
            () => CallAsync<KeyValue, Index>("Set", Requests.Kv("k", "v"), name));

    [Fact]
    public async Task Set_LongestName_IsTakenAndALongerOneIsNot()
    {
        await CallAsync<KeyValue, Index>("Set", Requests.Kv("k", "v"), new string('~', RequestHeader.MaxLength));

        await Assert.ThrowsAsync<RpcException>(() => CallAsync<KeyValue, Index>("Set", Requests.Kv("k", "v"), new string('~', RequestHeader.MaxLength + 1)));
    }

    [Fact]
    public void ToId_OtherUserRpcOrText_IsAnotherId()
    {
        string[][] names = [["", "Set", "a"], ["u", "Set", "a"], ["", "SafeSet", "a"], ["", "Set", "b"], ["uS", "et", "a"], ["u", "Se", "ta"]];

        Assert.Equal(names.Length, names.Select(n => RequestHeader.ToId(n[0], n[1], n[2])).Distinct().Count());
        Assert.Null(RequestHeader.ToId("u", "Set", null));
    }

    private async Task TwiceAsync<TRequest, TResponse>(string rpc, TRequest request, Func<TResponse, ulong> indexOf)
        where TRequest : IMessage<TRequest>, new()
        where TResponse : IMessage<TResponse>, new()
    {
        int replays = _replays;
        TResponse first = await CallAsync<TRequest, TResponse>(rpc, request, "once");
        Assert.Equal(replays, _replays);
        ulong last = (await _server.CurrentRootAsync()).Payload.Index;

        TResponse again = await CallAsync<TRequest, TResponse>(rpc, request, "once");

        Assert.Equal((indexOf(first), last), (indexOf(again), (await _server.CurrentRootAsync()).Payload.Index));
        Assert.Equal(last, indexOf(first));
        Assert.Equal(replays + 1, _replays);
    }

    private Task<TResponse> CallAsync<TRequest, TResponse>(string rpc, TRequest request, string name)
        where TRequest : IMessage<TRequest>, new()
        where TResponse : IMessage<TResponse>, new() =>
        _server.CallAsync<TRequest, TResponse>(rpc, request, _server.Caller with { RequestName = name, OnReplay = () => _replays++ });
}
