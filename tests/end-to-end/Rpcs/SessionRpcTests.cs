using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Rpcs;

/// <summary>Health, Login, UseDatabase, DatabaseList and Logout through our own client.</summary>
public sealed class SessionRpcTests(RunningHost running) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Health_NoToken_IsGoodAndNamesTheServer()
    {
        using var channel = new GrpcChannel(running.Host.Address);
        var client = new ImmuServiceClient(channel);
        string? uuid = null;

        var health = await client.HealthAsync(
            new CallOptions { OnResponseHeaders = headers => uuid = headers.GetValues("immudb-uuid").Single() });

        Assert.True(health.Status);
        Assert.StartsWith("immudb ", health.Version, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-v]{20}$", uuid);
    }

    [Fact]
    public async Task Login_WrongPassword_IsRefused()
    {
        using var channel = new GrpcChannel(running.Host.Address);
        var request = new LoginRequest { User = Session.Superuser.User, Password = Wire.Bytes("wrong") };

        await Refusal.IsAsync(
            StatusCode.PermissionDenied, "invalid user name or password",
            () => new ImmuServiceClient(channel).LoginAsync(request));
    }

    [Fact]
    public async Task Login_DefaultPassword_Warns()
    {
        var login = await running.Session.Client.LoginAsync(Session.Superuser);

        Assert.Equal(
            "immudb user has the default password: please change it to ensure proper security",
            login.Warning.ToStringUtf8());
    }

    [Fact]
    public async Task DatabaseList_Superuser_StartsWithDefaultDatabase()
    {
        var list = await running.Session.Client.DatabaseListAsync(running.Session.Options);

        Assert.Equal("defaultdb", list.Databases[0].Databasename);
    }

    [Fact]
    public async Task UseDatabase_SystemOrUnknownDatabase_IsRefused()
    {
        var session = running.Session;

        await Refusal.IsAsync(
            StatusCode.Unknown, "this database can not be selected",
            () => session.Client.UseDatabaseAsync(new Database { Databasename = "systemdb" }, session.Options));
        await Refusal.IsAsync(
            StatusCode.NotFound, "nowhere does not exist",
            () => session.Client.UseDatabaseAsync(new Database { Databasename = "nowhere" }, session.Options));
    }

    [Fact]
    public async Task Logout_OneOfTwoSessions_EndsBoth()
    {
        await using var host = new RunningHost();
        await host.InitializeAsync();
        var client = host.Session.Client;
        var other = Session.WithToken((await client.LoginAsync(Session.Superuser)).Token);

        await client.LogoutAsync(other);

        await Refusal.IsAsync(
            StatusCode.Unknown, "please login first", () => client.CurrentRootAsync(host.Session.Options));
        await Refusal.IsAsync(StatusCode.Unauthenticated, "invalid token", () => client.LogoutAsync(other));
    }

    [Fact]
    public async Task Set_NoToken_IsRefused()
    {
        await Refusal.IsAsync(
            StatusCode.Unknown, "please login first", () => running.Session.Client.SetAsync(Wire.Pair("k", "v")));
    }
}
