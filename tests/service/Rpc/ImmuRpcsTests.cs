using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Rpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Rpc;

public sealed class ImmuRpcsTests
{
    // They rewrite a configuration file that this server does not have.
    private static readonly string[] Unbound = ["UpdateAuthConfig", "UpdateMTLSConfig"];

    [Fact]
    public async Task BindTo_Transport_BindsEveryRpcOnce()
    {
        await using var server = await TestServer.OpenAsync();
        var bound = new BoundRpcs();

        new ImmuRpcs(new OpenAccess(server.Databases)).BindTo(bound);

        IEnumerable<string> all = ImmuService.Descriptor.Methods.Select(method => method.Name);
        Assert.Equal(all.Except(Unbound).Order(), bound.Handlers.Keys.Order());
    }

    [Fact]
    public async Task BindTo_Queries_BindsEveryRpcOnce()
    {
        await using var server = await TestServer.OpenAsync();
        var bound = new BoundRpcs();

        new LedgerQueryRpcs(new OpenAccess(server.Databases)).BindTo(bound);

        Assert.Equal(LedgerQueries.Descriptor.Methods.Select(method => method.Name).Order(), bound.Handlers.Keys.Order());
    }

    [Theory]
    [InlineData(LedgerErrorKind.Invalid, StatusCode.InvalidArgument)]
    [InlineData(LedgerErrorKind.NotFound, StatusCode.NotFound)]
    [InlineData(LedgerErrorKind.Conflict, StatusCode.Aborted)]
    [InlineData(LedgerErrorKind.Denied, StatusCode.PermissionDenied)]
    [InlineData(LedgerErrorKind.Unavailable, StatusCode.Unavailable)]
    [InlineData(LedgerErrorKind.Corrupt, StatusCode.DataLoss)]
    public void ToRpc_LedgerFault_HasItsCodeAndText(LedgerErrorKind kind, StatusCode code)
    {
        RpcException? answer = LedgerFaults.ToRpc(new LedgerException(kind, "what happened"));

        Assert.Equal((code, "what happened"), (answer!.Code, answer.Message));
    }

    [Fact]
    public void ToRpc_OtherException_IsLeftToTheTransport()
    {
        Assert.Null(LedgerFaults.ToRpc(new InvalidOperationException()));
    }
}
