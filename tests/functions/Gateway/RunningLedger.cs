using System.Net;
using ImmuFunctions.GrpcServer;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.LocalHost;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Hosting;
using ImmuFunctions.Service.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Gateway;

/// <summary>A ledger served over gRPC in this process, as the local host serves it.</summary>
internal sealed class RunningLedger : IAsyncDisposable
{
    private readonly DatabaseCatalog _databases;
    private readonly OpenAccounts _accounts;
    private readonly WebApplication _app;

    private RunningLedger(DatabaseCatalog databases, OpenAccounts accounts, WebApplication app) => (_databases, _accounts, _app) = (databases, accounts, app);

    public Uri Address => new(_app.Urls.Single());

    public string Identity => _databases.Identity;

    /// <summary>Serves what is in a store.</summary>
    /// <param name="store">Outlives the ledger.</param>
    /// <param name="port">0 for any free one.</param>
    /// <param name="password">Of the user immudb; null: nobody logs in.</param>
    /// <param name="signer">Signs roots.</param>
    /// <param name="listen">How the endpoint listens beside HTTP/2, such as with TLS.</param>
    public static async Task<RunningLedger> StartAsync(
        IBlobStore store, int port = 0, string? password = null, IRootSigner? signer = null, Action<ListenOptions>? listen = null)
    {
        DatabaseCatalog databases = await DatabaseCatalog.OpenAsync(
            store, new LedgerOptions { Signer = signer, CheckpointInterval = TimeSpan.Zero }, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        OpenAccounts accounts = await OpenAccounts.OpenAsync(
            databases, store, new AccountOptions(password is null ? null : AdminPassword.Parse(password)), null, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        var immu = new GrpcServiceBinder(ImmuService.Descriptor);
        new ImmuRpcs(accounts.Access).BindTo(new GrpcRpcBinder(immu));
        var routing = new GrpcRouterOptions
        {
            ResponseHeaders = new Dictionary<string, string> { [CallHeaders.ServerIdentity] = databases.Identity },
            MapException = LedgerFaults.ToRpc,
        };
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http2;
            listen?.Invoke(endpoint);
        }));
        WebApplication app = builder.Build();
        app.Run(new GrpcRouter(routing, immu).HandleAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningLedger(databases, accounts, app);
    }

    /// <summary>An empty store whose ledger will have the identity of another store's.</summary>
    public static async Task<MemoryStore> TakenForAsync(IBlobStore other)
    {
        var store = new MemoryStore();
        BlobContent? identity = await other.GetAsync(ServerIdentity.BlobName, TestContext.Current.CancellationToken);
        await store.PutAsync(ServerIdentity.BlobName, identity!.Bytes, PutCondition.IfAbsent, PutDurability.Durable, TestContext.Current.CancellationToken);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _accounts.DisposeAsync();
        await _databases.DisposeAsync();
    }
}
