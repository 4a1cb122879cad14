using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Rpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;
using Database = Immudb.Schema.Database;

namespace ImmuFunctions.Service.Tests.Accounts;

public sealed class LoginTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Login_DefaultPassword_GivesATokenForDefaultdbAndWarns()
    {
        await using var server = await OpenAsync();

        LoginResponse response = await LoginAsync(server);

        Assert.Equal("immudb user has the default password: please change it to ensure proper security", response.Warning.ToStringUtf8());
        Assert.Equal(0UL, (await SetAsync(server, "Bearer " + response.Token)).Index_);
    }

    [Theory]
    [InlineData("s3cret")]
    [InlineData("enc:czNjcmV0")]
    public async Task Login_OwnPassword_DoesNotWarn(string configured)
    {
        await using var server = await OpenAsync(configured);

        Assert.True((await LoginAsync(server, password: "s3cret")).Warning.IsEmpty);
    }

    [Theory]
    [InlineData("immudb", "wrong")]
    [InlineData("immudb", "")]
    [InlineData("immudb", "immudbx")]
    [InlineData("somebody", "immudb")]
    [InlineData("", "")]
    public async Task Login_WrongNameOrPassword_IsDenied(string user, string password)
    {
        await using var server = await OpenAsync();

        await Refusal.IsAsync(StatusCode.PermissionDenied, "invalid user name or password", () => LoginAsync(server, user, password));
    }

    [Fact]
    public async Task Login_Twice_GivesTwoTokensThatBothWork()
    {
        await using var server = await OpenAsync();
        string first = (await LoginAsync(server)).Token, second = (await LoginAsync(server)).Token;

        Assert.NotEqual(first, second);
        await SetAsync(server, first);
        await SetAsync(server, second);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("Bearer {0}")]
    [InlineData("bearer {0}")]
    [InlineData("Bearer Bearer {0}")]
    [InlineData("Bearer {0},{0}")]
    [InlineData("Bearer {0}, other")]
    public async Task Call_TokenInAnyForm_IsAccepted(string form)
    {
        await using var server = await OpenAsync();
        string token = (await LoginAsync(server)).Token;

        await SetAsync(server, string.Format(null, form, token));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Bearer nonsense")]
    public async Task Call_WithoutAToken_IsAskedToLogIn(string? authorization)
    {
        await using var server = await OpenAsync();
        Caller caller = With(authorization);

        await Refusal.IsAsync(StatusCode.Unknown, "please login first", () => SetAsync(server, authorization));
        await Refusal.IsAsync(
            StatusCode.Unknown, "please login first", () => server.CallAsync<Empty, Root>("CurrentRoot", new Empty(), caller));
        await Refusal.IsAsync(StatusCode.Unauthenticated, "Please login", () => UseAsync(server, "defaultdb", authorization));
        await Refusal.IsAsync(StatusCode.Unknown, "please login", () => ListAsync(server, authorization));
    }

    [Fact]
    public async Task Call_BadRequestWithoutAToken_IsAskedToLogIn()
    {
        await using var server = await OpenAsync();

        await Refusal.IsAsync(
            StatusCode.Unknown, "please login first", () => server.CallAsync<KeyValue, Immudb.Schema.Index>("Set", new KeyValue(), With(null)));
    }

    [Fact]
    public async Task Call_AnHourAfterLogin_TokenHasExpired()
    {
        await using var server = await OpenAsync();
        string token = (await LoginAsync(server)).Token;
        const string expired = "token has expired: token validation error";

        _time.Pass(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        await SetAsync(server, token);
        _time.Pass(TimeSpan.FromTicks(1));

        await Refusal.IsAsync(StatusCode.PermissionDenied, expired, () => SetAsync(server, token));
        await Refusal.IsAsync(StatusCode.PermissionDenied, expired, () => UseAsync(server, "defaultdb", token));
        await Refusal.IsAsync(StatusCode.Unknown, expired, () => LogoutAsync(server, token));
        await Refusal.IsAsync(StatusCode.Unknown, "please login", () => ListAsync(server, token));
    }

    [Fact]
    public async Task Health_WithoutAToken_IsAnswered()
    {
        await using var server = await OpenAsync();

        HealthResponse health = await server.CallAsync<Empty, HealthResponse>("Health", new Empty(), With(null));

        Assert.True(health.Status);
        Assert.StartsWith("immudb 0.8.1\n", health.Version, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logout_OneToken_DropsThemAll()
    {
        await using var server = await OpenAsync();
        string first = (await LoginAsync(server)).Token, second = (await LoginAsync(server)).Token;

        await LogoutAsync(server, first);

        await Refusal.IsAsync(StatusCode.Unknown, "please login first", () => SetAsync(server, second));
        await Refusal.IsAsync(StatusCode.Unauthenticated, "invalid token", () => LogoutAsync(server, second));
        await SetAsync(server, (await LoginAsync(server)).Token);
    }

    [Fact]
    public async Task Logout_WithoutAToken_SaysWhatIsMissing()
    {
        await using var server = await OpenAsync();

        await Refusal.IsAsync(StatusCode.Unauthenticated, "no Authorization header found on request", () => LogoutAsync(server, null));
        await Refusal.IsAsync(StatusCode.Unauthenticated, "invalid token", () => LogoutAsync(server, ""));
        await Refusal.IsAsync(StatusCode.Unauthenticated, "invalid token", () => LogoutAsync(server, "Bearer x"));
    }

    [Fact]
    public async Task UseDatabase_Defaultdb_GivesANewTokenAndLeavesTheOld()
    {
        await using var server = await OpenAsync();
        string old = (await LoginAsync(server)).Token;

        string bound = (await UseAsync(server, "defaultdb", old)).Token;

        Assert.NotEqual(old, bound);
        await SetAsync(server, bound);
        await SetAsync(server, old);
    }

    [Theory]
    [InlineData("systemdb", StatusCode.Unknown, "this database can not be selected")]
    [InlineData("other", StatusCode.NotFound, "other does not exist")]
    [InlineData("", StatusCode.NotFound, " does not exist")]
    public async Task UseDatabase_NotToBeHad_IsRefused(string name, StatusCode code, string message)
    {
        await using var server = await OpenAsync();
        string token = (await LoginAsync(server)).Token;

        await Refusal.IsAsync(code, message, () => UseAsync(server, name, token));
    }

    [Fact]
    public async Task DatabaseList_Superuser_IsDefaultdb()
    {
        await using var server = await OpenAsync();

        DatabaseListResponse list = await ListAsync(server, (await LoginAsync(server)).Token);

        Assert.Equal("defaultdb", Assert.Single(list.Databases).Databasename);
    }

    private Task<TestServer> OpenAsync(string password = "immudb") => TestServer.OpenAsync(password, _time);

    private static Caller With(string? authorization) => new(authorization, IsLocal: false, TestContext.Current.CancellationToken);

    private static Task<LoginResponse> LoginAsync(TestServer server, string user = "immudb", string password = "immudb") =>
        server.CallAsync<LoginRequest, LoginResponse>(
            "Login", new LoginRequest { User = ByteString.CopyFromUtf8(user), Password = ByteString.CopyFromUtf8(password) }, With(null));

    private static Task<Immudb.Schema.Index> SetAsync(TestServer server, string? authorization) =>
        server.CallAsync<KeyValue, Immudb.Schema.Index>("Set", Requests.Kv("k", "v"), With(authorization));

    private static Task<Empty> LogoutAsync(TestServer server, string? authorization) =>
        server.CallAsync<Empty, Empty>("Logout", new Empty(), With(authorization));

    private static Task<UseDatabaseReply> UseAsync(TestServer server, string name, string? authorization) =>
        server.CallAsync<Database, UseDatabaseReply>("UseDatabase", new Database { Databasename = name }, With(authorization));

    private static Task<DatabaseListResponse> ListAsync(TestServer server, string? authorization) =>
        server.CallAsync<Empty, DatabaseListResponse>("DatabaseList", new Empty(), With(authorization));
}
