using FsCheck;
using FsCheck.Fluent;
using Immudb.Schema;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

public sealed class HostileBodyTests : IAsyncLifetime
{
    private GrpcHost _host = null!;
    private RawCall _raw = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await GrpcHost.StartAsync(binder => binder
            .Unary<Ops, Immudb.Schema.Index>("ExecAllOps", (_, _) => ValueTask.FromResult(new Immudb.Schema.Index())));
        _raw = new RawCall(_host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _raw.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public void Call_RandomBody_AlwaysEndsWithAStatus() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), body => HasStatus(body)).QuickCheckThrowOnFailure();

    [Fact]
    public void Call_RandomMessage_AlwaysEndsWithAStatus() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), message => HasStatus(RawCall.Frame(message))).QuickCheckThrowOnFailure();

    [Fact]
    public void Call_RandomGzip_AlwaysEndsWithAStatus() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), message =>
            HasStatus(RawCall.Frame([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, .. message], flag: 1), ("grpc-encoding", "gzip")))
            .QuickCheckThrowOnFailure();

    private bool HasStatus(byte[] body, params (string Name, string Value)[] headers)
    {
        var answer = _raw.SendAsync(
            "/immudb.schema.ImmuService/ExecAllOps", body, TestContext.Current.CancellationToken, headers: headers).GetAwaiter().GetResult();
        return answer.Status is "0" or "8" or "13";
    }
}
