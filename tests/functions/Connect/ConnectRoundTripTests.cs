using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;
using Xunit;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Functions.Tests.Connect;

/// <summary>Every rpc there is, by the client's half and the server's.</summary>
public sealed class ConnectRoundTripTests
{
    private static readonly ByteString Key = ByteString.CopyFromUtf8("key");
    private static readonly ByteString Set = ByteString.CopyFromUtf8("set");
    private static readonly ByteString Link = ByteString.CopyFromUtf8("link");
    private static readonly ByteString Password = ByteString.CopyFromUtf8("Passw0rd!");
    private static readonly ByteString Somebody = ByteString.CopyFromUtf8("somebody");

    // Rpcs that answer differently each time, or change what the next call would say.
    private static readonly string[] NotTwice =
        ["Login", "UseDatabase", "Logout", "CreateUser", "ChangePassword", "CreateDatabase", "Stats", "Set", "SafeSet", "SetBatch", "ExecAllOps", "Reference", "SafeReference", "ZAdd", "SafeZAdd", "Receipt"];

    // In an order in which each finds what it needs; the code says how it ends here.
    private static readonly (string Rpc, IMessage Request, StatusCode Code)[] Immu =
    [
        ("Health", new Empty(), StatusCode.Ok),
        ("UseDatabase", new Immudb.Schema.Database { Databasename = "defaultdb" }, StatusCode.Ok),
        ("Set", new KeyValue { Key = Key, Value = ByteString.CopyFromUtf8("one") }, StatusCode.Ok),
        ("SafeSet", new SafeSetOptions { Kv = new KeyValue { Key = Key, Value = ByteString.CopyFrom(0, 255, 10, 13) } }, StatusCode.Ok),
        ("Get", new Key { Key_ = Key }, StatusCode.Ok),
        ("SafeGet", new SafeGetOptions { Key = Key, RootIndex = new Index { Index_ = 0 } }, StatusCode.Ok),
        ("SetBatch", new KVList { KVs = { new KeyValue { Key = Key, Value = Set } } }, StatusCode.Ok),
        ("GetBatch", new KeyList { Keys = { new Key { Key_ = Key } } }, StatusCode.Ok),
        ("ExecAllOps", new Ops { Operations = { new Op { KVs = new KeyValue { Key = Set, Value = Set } } } }, StatusCode.Ok),
        ("Reference", new ReferenceOptions { Reference = Link, Key = Key }, StatusCode.Ok),
        ("GetReference", new Key { Key_ = Link }, StatusCode.Ok),
        ("SafeReference", new SafeReferenceOptions { Ro = new ReferenceOptions { Reference = Link, Key = Key } }, StatusCode.Ok),
        ("ZAdd", new ZAddOptions { Set = Set, Score = new Score { Score_ = -1.5 }, Key = Key }, StatusCode.Ok),
        ("SafeZAdd", new SafeZAddOptions { Zopts = new ZAddOptions { Set = Set, Score = new Score { Score_ = 2 }, Key = Key } }, StatusCode.Ok),
        ("ZScan", new ZScanOptions { Set = Set }, StatusCode.Ok),
        ("Scan", new ScanOptions(), StatusCode.Ok),
        ("IScan", new IScanOptions { PageNumber = 1, PageSize = 3 }, StatusCode.Ok),
        ("History", new HistoryOptions { Key = Key }, StatusCode.Ok),
        ("Count", new KeyPrefix { Prefix = Key }, StatusCode.Ok),
        ("CountAll", new Empty(), StatusCode.Ok),
        ("ByIndex", new Index { Index_ = 1 }, StatusCode.Ok),
        ("BySafeIndex", new SafeIndexOptions { Index = 1 }, StatusCode.Ok),
        ("CurrentRoot", new Empty(), StatusCode.Ok),
        ("Inclusion", new Index { Index_ = 1 }, StatusCode.Ok),
        ("Consistency", new Index { Index_ = 1 }, StatusCode.Ok),
        ("PrintTree", new Empty(), StatusCode.Ok),
        ("Dump", new Empty(), StatusCode.Ok),
        ("DatabaseList", new Empty(), StatusCode.Ok),
        ("CreateDatabase", new Immudb.Schema.Database { Databasename = "another" }, StatusCode.Ok),
        ("CreateUser", new CreateUserRequest { User = Somebody, Password = Password, Permission = 1, Database = "defaultdb" }, StatusCode.Ok),
        ("ListUsers", new Empty(), StatusCode.Ok),
        ("ChangePassword", new ChangePasswordRequest { User = Somebody, NewPassword = ByteString.CopyFromUtf8("N3w-password") }, StatusCode.Ok),
        ("ChangePermission", new ChangePermissionRequest { Action = PermissionAction.Grant, Username = "somebody", Database = "defaultdb", Permission = 2 }, StatusCode.Ok),
        ("SetActiveUser", new SetActiveUserRequest { Active = false, Username = "somebody" }, StatusCode.Ok),
        ("UpdateAuthConfig", new AuthConfig(), StatusCode.Unimplemented),
        ("UpdateMTLSConfig", new MTLSConfig(), StatusCode.Unimplemented),
        ("Login", new LoginRequest { User = ByteString.CopyFromUtf8("immudb"), Password = ByteString.CopyFromUtf8("wrong") }, StatusCode.PermissionDenied),
    ];

    private static readonly (string Rpc, IMessage Request, StatusCode Code)[] Queries =
    [
        ("FindByValue", new ValueQuery { Equal = Set }, StatusCode.Ok),
        ("KeysWithValue", new ValueQuery { Prefix = ByteString.Empty }, StatusCode.Ok),
        ("Stats", new StatsRequest { ExactKeys = true }, StatusCode.Ok),
        ("GetAt", new GetAtRequest { Key = Key, Index = 1 }, StatusCode.Ok),
        ("Scan", new ScanOptions(), StatusCode.Ok),
        ("ZScan", new ZScanOptions { Set = Set }, StatusCode.Ok),
        ("Prove", new ProveRequest { Sizes = { 1, 3 }, ToNow = true, Entries = { 0 } }, StatusCode.Ok),
        ("Receipt", new ReceiptRequest { Index = 1 }, StatusCode.FailedPrecondition),
        ("Settings", new SettingsRequest(), StatusCode.Ok),
        ("ConfigureDatabase", new ImmuFunctions.V1.DatabaseSettings { RequireSignature = true }, StatusCode.InvalidArgument),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rpcs_OfBothServices_AnswerWhatTheyAnswerInProcess()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync("auth=true", "value-index=true");
        using HttpMessageInvoker http = ConnectHttp.Create();
        var client = new ConnectInvoker(http, host.Address, functionKey: null, TimeSpan.FromMinutes(1), TimeProvider.System);
        var login = (LoginResponse)await client.UnaryAsync(Rpc(ImmuService.Descriptor, "Login"), new LoginRequest { User = ByteString.CopyFromUtf8("immudb"), Password = ByteString.CopyFromUtf8("immudb") }, new RpcCall(Ct));
        string token = "Bearer " + login.Token;

        foreach ((MethodDescriptor rpc, IMessage request, StatusCode code) in All())
        {
            var call = new RpcCall(Ct) { Authorization = token };
            (IReadOnlyList<IMessage> answers, RpcException? failure) = await CallAsync(client, rpc, request, call);
            if (answers is [UseDatabaseReply use])
                token = "Bearer " + use.Token;

            Assert.True(code == (failure?.Code ?? StatusCode.Ok), $"{rpc.FullName}: {failure}");
            Assert.NotNull(call.ServerIdentity);
            if (NotTwice.Contains(rpc.Name))
                continue;
            (IReadOnlyList<IMessage> here, RpcException? failureHere) = await CallAsync(host.Backend.Rpcs, rpc, request, new RpcCall(Ct) { Authorization = token });
            Assert.Equal(here, answers);
            Assert.Equal(failureHere?.Message, failure?.Message);
        }
    }

    [Fact]
    public void Rpcs_InTheTable_AreAllThereAre()
    {
        Assert.Equal(
            ImmuService.Descriptor.Methods.Concat(LedgerQueries.Descriptor.Methods).Select(rpc => rpc.FullName).Order(),
            All().Select(row => row.Rpc.FullName).Order());
    }

    [Fact]
    public async Task Stream_OfMuch_ComesWhole()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync();
        using HttpMessageInvoker http = ConnectHttp.Create();
        var client = new ConnectInvoker(http, host.Address, null, null, TimeProvider.System);
        byte[] value = new byte[100_000];
        for (int i = 0; i < 60; i++)
            await client.UnaryAsync(Rpc(ImmuService.Descriptor, "Set"), new KeyValue { Key = ByteString.CopyFromUtf8($"{i:000}"), Value = ByteString.CopyFrom(value) }, new RpcCall(Ct));

        (IReadOnlyList<IMessage> pages, RpcException? failure) = await CallAsync(client, Rpc(LedgerQueries.Descriptor, "Scan"), new ScanOptions(), new RpcCall(Ct));

        Assert.Null(failure);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i:000}"), pages.SelectMany(page => ((ItemList)page).Items).Select(item => item.Key.ToStringUtf8()));
    }

    [Fact]
    public async Task Write_UnderAName_IsAReplayTheSecondTime()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync();
        using HttpMessageInvoker http = ConnectHttp.Create();
        var client = new ConnectInvoker(http, host.Address, null, null, TimeProvider.System);
        RpcCall first = new(Ct) { RequestName = "n" }, second = new(Ct) { RequestName = "n" };

        await client.UnaryAsync(Rpc(ImmuService.Descriptor, "Set"), new KeyValue { Key = Key, Value = Key }, first);
        await client.UnaryAsync(Rpc(ImmuService.Descriptor, "Set"), new KeyValue { Key = Key, Value = Key }, second);

        Assert.Equal((false, true), (first.IsReplay, second.IsReplay));
    }

    private static IEnumerable<(MethodDescriptor Rpc, IMessage Request, StatusCode Code)> All() =>
    [
        .. Immu.Select(row => (Rpc(ImmuService.Descriptor, row.Rpc), row.Request, row.Code)),
        .. Queries.Select(row => (Rpc(LedgerQueries.Descriptor, row.Rpc), row.Request, row.Code)),
        (Rpc(ImmuService.Descriptor, "Logout"), new Empty(), StatusCode.Ok),
    ];

    private static MethodDescriptor Rpc(ServiceDescriptor service, string name) => service.FindMethodByName(name);

    private static async Task<(IReadOnlyList<IMessage> Answers, RpcException? Failure)> CallAsync(IRpcInvoker rpcs, MethodDescriptor rpc, IMessage request, RpcCall call)
    {
        var answers = new List<IMessage>();
        try
        {
            if (!rpc.IsServerStreaming)
                answers.Add(await rpcs.UnaryAsync(rpc, request, call));
            else
                await rpcs.StreamAsync(rpc, request, message =>
                {
                    answers.Add(message);
                    return default;
                }, call);
            return (answers, null);
        }
        catch (RpcException e)
        {
            return (answers, e);
        }
    }
}
