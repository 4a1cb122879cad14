using Immudb.Schema;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Rpc;
using ImmuFunctions.Service.Signatures;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Tests.Signatures;

/// <summary>A database that takes signed values only, through every rpc that writes.</summary>
public sealed class SignatureRuleTests : IAsyncLifetime
{
    private const string NotStructured = "this database takes signed values only: the value is not a structured value with a timestamp";
    private const string NotSigned = "this database takes signed values only: the value is not signed";
    private const string Malformed = "this database takes signed values only: the fields of the value's signature are malformed";
    private const string Pointer = "this database takes signed values only: references and sorted-set members carry nothing that a client has signed";

    private readonly Writer _alice = new();
    private readonly Writer _mallory = new();
    private RuledAccess _access = null!;
    private TestServer _server = null!;

    private string NotTrusted => $"this database takes signed values only: it does not trust key {_mallory.PublicKey.Id}";

    private string Wrong => $"this database takes signed values only: key {_alice.PublicKey.Id} has not signed this payload and timestamp for this key and database";

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.OpenAsync(databases => _access = new RuledAccess(databases));
        await _server.SetAsync("old", "from before the rule");
        _access.Rules = new DatabaseRules(new SignatureRule(new TrustedSigners([_alice.PublicKey])));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _alice.Dispose();
        _mallory.Dispose();
    }

    [Fact]
    public async Task Writes_SignedByTrustedKey_AreKeptAsTheyCame()
    {
        KeyValue item = _alice.Signed("k", "v");

        Assert.Equal(1UL, (await _server.SetAsync(item)).Index_);
        Assert.Equal(2UL, (await _server.SafeSetAsync(new SafeSetOptions { Kv = _alice.Signed("s", "v") })).Index);
        Assert.Equal(4UL, (await _server.SetBatchAsync(_alice.Signed("b0", "v"), _alice.Signed("b1", ""))).Index_);
        Assert.Equal(6UL, (await _server.ExecAllOpsAsync(new Op { KVs = _alice.Signed("o0", "v") }, new Op { KVs = _alice.Signed("o1", "v") })).Index_);
        Assert.Equal(item.Value, (await _server.GetAsync("k")).Value);
    }

    [Fact]
    public async Task Get_SignedValue_IsContentToAnOldClient()
    {
        await _server.SetAsync(_alice.Signed("k", "v"));

        Content content = Content.Parser.ParseFrom((await _server.GetAsync("k")).Value);

        Assert.Equal((Writer.Timestamp, "v"), (content.Timestamp, Bytes.Text(content.Payload)));
    }

    [Fact]
    public async Task Set_ValueNobodyTrustedSigned_IsRefused()
    {
        await RefusesAsync(NotStructured, Requests.Kv("k", "v"));
        await RefusesAsync(NotStructured, Requests.Kv("k", ""));
        await RefusesAsync(NotSigned, Writer.Unsigned("k", "v"));
        await RefusesAsync(Malformed, _alice.Malformed("k", "v"));
        await RefusesAsync(NotTrusted, _mallory.Signed("k", "v"));
        await RefusesAsync(Wrong, _alice.Signed("k", "v", signedKey: "another"));
        await RefusesAsync(Wrong, _alice.Signed("k", "v", database: "db2"));
    }

    [Fact]
    public async Task Set_DatabaseOfAnotherName_TakesWhatIsSignedForIt()
    {
        _access.Name = "db2";

        await RefusesAsync(Wrong, _alice.Signed("k", "v"));
        Assert.Equal(1UL, (await _server.SetAsync(_alice.Signed("k", "v", database: "db2"))).Index_);
    }

    [Fact]
    public async Task Set_SentAgainUnderItsName_IsAReplay()
    {
        Caller caller = _server.Caller with { RequestName = "once" };

        Assert.Equal(1UL, (await _server.CallAsync<KeyValue, Index>("Set", _alice.Signed("k", "v"), caller)).Index_);
        Assert.Equal(1UL, (await _server.CallAsync<KeyValue, Index>("Set", _alice.Signed("k", "v"), caller)).Index_);
    }

    [Fact]
    public async Task Batches_OneElementNotSigned_WriteNothing()
    {
        await Refusal.WritesNothingAsync(_server, StatusCode.InvalidArgument, NotSigned, () => _server.SetBatchAsync(_alice.Signed("a", "1"), Writer.Unsigned("b", "2")));
        await Refusal.WritesNothingAsync(_server, StatusCode.InvalidArgument, Wrong, () => _server.SetBatchAsync(_alice.Signed("a", "1"), _alice.Signed("b", "2", signedKey: "a")));
        await Refusal.WritesNothingAsync(
            _server, StatusCode.InvalidArgument, NotTrusted, () => _server.ExecAllOpsAsync(new Op { KVs = _alice.Signed("a", "1") }, new Op { KVs = _mallory.Signed("b", "2") }));
        await Refusal.WritesNothingAsync(
            _server, StatusCode.InvalidArgument, Pointer, () => _server.ExecAllOpsAsync(new Op { KVs = _alice.Signed("a", "1") }, Requests.ZAddOp("s", 1, "a")));
    }

    [Fact]
    public async Task Pointers_Any_AreRefused()
    {
        Func<Task>[] calls =
        [
            () => _server.ReferenceAsync("r", "old"),
            () => _server.SafeReferenceAsync(Requests.SafeReference("r", "old")),
            () => _server.ZAddAsync("s", 1, "old"),
            () => _server.SafeZAddAsync(Requests.SafeZAdd("s", 1, "old", 0)),
            () => _server.ExecAllOpsAsync(Requests.ReferenceOp("r", "old", 0)),
        ];

        foreach (Func<Task> call in calls)
            await Refusal.WritesNothingAsync(_server, StatusCode.InvalidArgument, Pointer, call);
    }

    [Fact]
    public async Task Set_RequestThatIsWrongAnyway_IsRefusedForThat()
    {
        await Refusal.WritesNothingAsync(_server, StatusCode.InvalidArgument, "invalid key", () => _server.SetAsync("", "v"));
        await Refusal.WritesNothingAsync(_server, StatusCode.NotFound, "Key not found", () => _server.ReferenceAsync("r", "absent"));
    }

    [Fact]
    public async Task Set_NoKeyTrusted_IsRefusedToEverybody()
    {
        _access.Rules = new DatabaseRules(new SignatureRule(new TrustedSigners([])));

        await Refusal.WritesNothingAsync(
            _server, StatusCode.InvalidArgument, $"this database takes signed values only: it does not trust key {_alice.PublicKey.Id}", () => _server.SetAsync(_alice.Signed("k", "v")));
    }

    [Fact]
    public async Task Set_NoRule_TakesSignedAndUnsigned()
    {
        _access.Rules = DatabaseRules.None;

        await _server.SetAsync(Writer.Unsigned("k", "v"));
        await _server.SetAsync(_alice.Malformed("k", "v"));
        Assert.Equal(3UL, (await _server.SetAsync(_mallory.Signed("k", "v"))).Index_);
    }

    [Fact]
    public async Task Set_CallerIsGone_EndsBeforeTheSignaturesAreChecked()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _server.CallAsync<KeyValue, Index>("Set", Requests.Kv("k", "v"), _server.Caller with { CancellationToken = gone.Token }));
    }

    // SafeSet too, since it comes another way.
    private async Task RefusesAsync(string message, KeyValue item)
    {
        await Refusal.WritesNothingAsync(_server, StatusCode.InvalidArgument, message, () => _server.SetAsync(item));
        await Refusal.WritesNothingAsync(_server, StatusCode.InvalidArgument, message, () => _server.SafeSetAsync(new SafeSetOptions { Kv = item }));
        await Refusal.WritesNothingAsync(_server, StatusCode.InvalidArgument, message, () => _server.SetBatchAsync(item));
        await Refusal.WritesNothingAsync(_server, StatusCode.InvalidArgument, message, () => _server.ExecAllOpsAsync(new Op { KVs = item }));
    }
}
