using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Rpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;
using Database = Immudb.Schema.Database;

namespace ImmuFunctions.Service.Tests.Accounts;

public sealed class OpenAccessTests
{
    private const string OnlyLocal = "server has authentication disabled: only local connections are accepted";

    private static Caller Local => new(null, IsLocal: true, TestContext.Current.CancellationToken);

    private static Caller Remote => new(null, IsLocal: false, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Call_LocalWithoutAToken_WorksOnDefaultdb()
    {
        await using var server = await TestServer.OpenAsync();

        Assert.Equal(0UL, (await server.CallAsync<KeyValue, Immudb.Schema.Index>("Set", Requests.Kv("k", "v"), Local)).Index_);
    }

    [Fact]
    public async Task Call_Remote_IsDeniedWhateverItIs()
    {
        await using var server = await TestServer.OpenAsync();

        await DeniedAsync(() => server.CallAsync<KeyValue, Immudb.Schema.Index>("Set", Requests.Kv("k", "v"), Remote));
        await DeniedAsync(() => server.CallAsync<Empty, HealthResponse>("Health", new Empty(), Remote));
        await DeniedAsync(() => server.CallAsync<LoginRequest, LoginResponse>("Login", new LoginRequest(), Remote));
        await DeniedAsync(() => server.CallAsync<Empty, Empty>("Logout", new Empty(), Remote));
        await DeniedAsync(() => server.CallAsync<Database, UseDatabaseReply>("UseDatabase", new Database(), Remote));
        await DeniedAsync(() => server.CallAsync<Empty, DatabaseListResponse>("DatabaseList", new Empty(), Remote));
    }

    [Fact]
    public async Task Call_RemoteInDevelopmentMode_IsLetIn()
    {
        await using var server = await TestServer.OpenAsync(databases => new OpenAccess(databases, remoteAllowed: true));

        await server.CallAsync<KeyValue, Immudb.Schema.Index>("Set", Requests.Kv("k", "v"), Remote);
    }

    [Fact]
    public async Task AccountRpcs_AuthenticationOff_SayWhy()
    {
        await using var server = await TestServer.OpenAsync();
        const string needsAccounts = "this command is available only with authentication on";

        await Refusal.IsAsync(
            StatusCode.Unknown,
            "server is running with authentication disabled, please enable authentication to login",
            () => server.CallAsync<LoginRequest, LoginResponse>("Login", new LoginRequest(), Local));
        await Refusal.IsAsync(
            StatusCode.Unknown, needsAccounts, () => server.CallAsync<Database, UseDatabaseReply>("UseDatabase", new Database(), Local));
        await Refusal.IsAsync(
            StatusCode.Unknown, needsAccounts, () => server.CallAsync<Empty, DatabaseListResponse>("DatabaseList", new Empty(), Local));
        await Refusal.IsAsync(
            StatusCode.Unauthenticated,
            "no Authorization header found on request",
            () => server.CallAsync<Empty, Empty>("Logout", new Empty(), Local));
        await Refusal.IsAsync(
            StatusCode.Unauthenticated,
            "invalid token",
            () => server.CallAsync<Empty, Empty>("Logout", new Empty(), Local with { Authorization = "Bearer x" }));
    }

    private static Task DeniedAsync(Func<Task> call) => Refusal.IsAsync(StatusCode.PermissionDenied, OnlyLocal, call);
}
