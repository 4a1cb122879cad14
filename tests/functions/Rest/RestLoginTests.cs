using System.Net;
using ImmuFunctions.Functions.Rest;
using ImmuFunctions.Functions.Tests.Serving;
using Xunit;
using static ImmuFunctions.Functions.Tests.Serving.HttpCalls;

namespace ImmuFunctions.Functions.Tests.Rest;

public sealed class RestLoginTests : IAsyncLifetime
{
    private RunningFunctions _host = null!;

    public async ValueTask InitializeAsync() => _host = await RunningFunctions.StartAsync("auth=true");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Login_WithTheRightPassword_GivesATokenThatWorks()
    {
        Answer login = await _host.PostAsync(RestRoot + "login", """{"user":"aW1tdWRi","password":"aW1tdWRi"}""");
        string token = await _host.LoginAsync();

        Assert.Matches("""^{"token":"[^"]+","warning":"[^"]+"}$""", login.Body);
        Assert.Equal("{}", (await _host.PostAsync(RestRoot + "item/scan", "{}", token)).Body);
        Assert.Equal("{}", (await _host.PostAsync(RestRoot + "item/scan", "{}", token["Bearer ".Length..])).Body);
    }

    [Fact]
    public async Task Login_WithAWrongPassword_IsForbidden()
    {
        Answer answer = await _host.PostAsync(RestRoot + "login", """{"user":"aW1tdWRi","password":"eA=="}""");

        Assert.Equal("""{"error":"invalid user name or password","code":7,"message":"invalid user name or password"}""", answer.Body);
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
    }

    public static TheoryData<string, string> DataRoutes => new(
        RestFunctions.All
            .Where(f => f.Name is not ("login" or "logout" or "health" or "list-users" or "create-user" or "change-permission" or "list-databases" or "create-database" or "change-password" or "set-active-user"))
            .Select(f => (f.Method, f.Route.Replace("{key}", "YQ==").Replace("{prefix}", "YQ==").Replace("{index}", "0"))));

    [Theory]
    [MemberData(nameof(DataRoutes))]
    public async Task Send_WithoutLogin_Is500PleaseLoginFirst(string method, string route)
    {
        Answer answer = await _host.SendAsync(new HttpMethod(method), "/" + route, null);

        Assert.Equal("""{"error":"please login first","code":2,"message":"please login first"}""", answer.Body);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.NotNull(answer.Header("Grpc-Metadata-Immudb-Uuid"));
    }

    [Fact]
    public async Task Send_WithABadToken_Is500PleaseLoginFirst() =>
        Assert.Contains("please login first", (await _host.GetAsync(RestRoot + "root", "Bearer nonsense")).Body, StringComparison.Ordinal);

    [Theory]
    [InlineData("GET", "user/list", 500, "please login")]
    [InlineData("POST", "user", 500, "please login")]
    [InlineData("POST", "user/password/change", 500, "please login first")]
    [InlineData("POST", "user/setactiveUser", 500, "username can not be empty")]
    [InlineData("POST", "changepermission", 401, "Please login")]
    [InlineData("POST", "createdatabase", 500, "could not get loggedin user data")]
    [InlineData("POST", "user/databaselist", 500, "please login")]
    public async Task Send_ToAnAccountRouteWithoutLogin_HasTheStatusOfTheRefusal(string method, string route, int status, string message)
    {
        Answer answer = method == "GET" ? await _host.GetAsync(RestRoot + route) : await _host.PostAsync(RestRoot + route, "{}");

        Assert.Equal(status, (int)answer.Status);
        Assert.Contains($"\"message\":\"{message}\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_AsAReader_MayReadAndNothingElse()
    {
        string admin = await _host.LoginAsync();
        await _host.PostAsync(RestRoot + "user", """{"user":"cmVhZGVy","password":"UGFzc3cwcmQh","permission":1,"database":"defaultdb"}""", admin);
        Answer login = await _host.PostAsync(RestRoot + "login", """{"user":"cmVhZGVy","password":"UGFzc3cwcmQh"}""");
        string token = "Bearer " + System.Text.Json.Nodes.JsonNode.Parse(login.Body)!["token"]!.GetValue<string>();

        Assert.Equal(HttpStatusCode.OK, (await _host.PostAsync(RestRoot + "item/scan", "{}", token)).Status);
        Answer write = await _host.PostAsync(RestRoot + "batch/set", """{"KVs":[{"key":"YQ==","value":"YQ=="}]}""", token);
        Assert.Equal((HttpStatusCode.InternalServerError, true), (write.Status, write.Body.Contains("you do not have permission for this operation", StringComparison.Ordinal)));
        await _host.PostAsync(RestRoot + "changepermission", """{"action":"REVOKE","username":"reader","database":"defaultdb","permission":1}""", admin);
        Answer revoked = await _host.PostAsync(RestRoot + "item/scan", "{}", token);
        Assert.Equal((HttpStatusCode.InternalServerError, true), (revoked.Status, revoked.Body.Contains("please login first", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Logout_EndsTheToken()
    {
        string token = await _host.LoginAsync();

        Assert.Equal("{}", (await _host.PostAsync(RestRoot + "logout", "{}", token)).Body);

        Assert.Contains("please login first", (await _host.GetAsync(RestRoot + "root", token)).Body, StringComparison.Ordinal);
        Answer again = await _host.PostAsync(RestRoot + "logout", "{}");
        Assert.Equal(HttpStatusCode.Unauthorized, again.Status);
        Assert.Equal("Bearer", again.Header("WWW-Authenticate"));
        Assert.Contains("no Authorization header found on request", again.Body, StringComparison.Ordinal);
    }

    // What these rpcs answer is the service's affair; that the routes reach them is tested here.
    [Theory]
    [InlineData("user/databaselist", "{}")]
    [InlineData("user", """{"user":"YQ==","password":"YQ==","permission":1}""")]
    [InlineData("user/password/change", """{"user":"YQ==","oldPassword":"YQ==","newPassword":"YQ=="}""")]
    [InlineData("user/setactiveUser", """{"active":true,"username":"a"}""")]
    [InlineData("changepermission", """{"action":"GRANT","username":"a","database":"defaultdb","permission":1}""")]
    [InlineData("createdatabase", """{"databasename":"x"}""")]
    public async Task Administration_WithoutLogin_IsRefusedByTheRpc(string path, string body)
    {
        Answer answer = await _host.PostAsync(RestRoot + path, body);

        Assert.Matches("""^{"error":".*","code":(2|3|12|16),"message":".*"}$""", answer.Body);
    }
}
