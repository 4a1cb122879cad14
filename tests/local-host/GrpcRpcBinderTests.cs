using ImmuFunctions.GrpcServer;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Rpc;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.LocalHost.Tests;

public sealed class GrpcRpcBinderTests
{
    [Fact]
    public async Task BindTo_Grpc_FitsTheSchema()
    {
        await using DatabaseCatalog databases = await DatabaseCatalog.OpenAsync(
            new MemoryStore(), new LedgerOptions(), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        var immu = new GrpcServiceBinder(ImmuService.Descriptor);
        var queries = new GrpcServiceBinder(LedgerQueries.Descriptor);
        var access = new OpenAccess(databases);

        new ImmuRpcs(access).BindTo(new GrpcRpcBinder(immu));
        new LedgerQueryRpcs(access).BindTo(new GrpcRpcBinder(queries));

        Assert.NotNull(new GrpcRouter(new GrpcRouterOptions { MapException = LedgerFaults.ToRpc }, immu, queries));
    }
}
