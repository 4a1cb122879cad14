using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Functions.Tests.Gateway;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Connect;

/// <summary>The Connect protocol at a gateway: what is asked there is asked of the ledger behind it.</summary>
public sealed class ConnectGatewayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("immufunctions-connect-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Rpcs_ThroughAGateway_AreTheLedgers()
    {
        await using RunningLedger ledger = await RunningLedger.StartAsync(new MemoryStore());
        await using RunningFunctions gateway = await RunningFunctions.StartAsync($"ledger=http://127.0.0.1:{ledger.Address.Port}", $"dir={_folder}");
        using HttpMessageInvoker http = ConnectHttp.Create();
        var client = new ConnectInvoker(http, gateway.Address, null, null, TimeProvider.System);
        ByteString key = ByteString.CopyFromUtf8("k");
        var dumped = new List<IMessage>();
        RpcCall first = NewCall(), second = NewCall(), dump = NewCall();

        await client.UnaryAsync(Rpc("Set"), new KeyValue { Key = key, Value = key }, first);
        await client.UnaryAsync(Rpc("Set"), new KeyValue { Key = key, Value = key }, second);
        IMessage item = await client.UnaryAsync(Rpc("Get"), new Key { Key_ = key }, NewCall());
        await client.StreamAsync(Rpc("Dump"), new Empty(), message =>
        {
            dumped.Add(message);
            return default;
        }, dump);
        RpcException absent = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(Rpc("Get"), new Key { Key_ = ByteString.CopyFromUtf8("absent") }, NewCall()));

        Assert.Equal(key, ((Item)item).Value);
        Assert.NotEmpty(dumped);
        Assert.Equal((false, true), (first.IsReplay, second.IsReplay));
        Assert.Equal((ledger.Identity, ledger.Identity), (first.ServerIdentity, dump.ServerIdentity));
        Assert.Equal((StatusCode.NotFound, "Key not found"), (absent.Code, absent.Message));
    }

    private static MethodDescriptor Rpc(string name) => ImmuService.Descriptor.FindMethodByName(name);

    private static RpcCall NewCall() => new(TestContext.Current.CancellationToken) { RequestName = "same" };
}
