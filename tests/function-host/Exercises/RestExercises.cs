using System.Net;
using System.Text.Json.Nodes;
using ImmuFunctions.HostEmulator.Tests.Emulator;

namespace ImmuFunctions.HostEmulator.Tests.Exercises;

/// <summary>The routes of immudb's gateway that stand for an rpc as it is. Four entries, then a reference and two members of a set are written, and read in every way.</summary>
internal static class RestExercises
{
    // In base64 it holds a slash, which the host escapes twice on the way.
    private const string KeyWithSlash = "???";

    private static readonly string A = Session.Base64("alpha");
    private static readonly string B = Session.Base64("beta");
    private static readonly string Slash = Session.Base64(KeyWithSlash);

    private static readonly string Somebody = Session.Base64("somebody");

    /// <summary>Begins with the login, whose token all other exercises send.</summary>
    public static IReadOnlyList<Exercise> All { get; } =
    [
        new("login", LoginAsync),
        Post("set-batch", "batch/set", $$"""{"KVs":[{"key":"{{A}}","value":"{{Session.Base64("one")}}"},{"key":"{{B}}","value":"{{Session.Base64("two")}}"},{"key":"{{Slash}}","value":"{{Session.Base64("three")}}"}]}""", """{"index":"2"}"""),
        Post("get-batch", "batch/get", $$"""{"keys":[{"key":"{{A}}"}]}""", $$"""{"items":[{"key":"{{A}}","value":"{{Session.Base64("one")}}"}]}"""),
        Post("exec-all", "batch/atomic/set", $$$"""{"Operations":[{"KVs":{"key":"{{{Session.Base64("gamma")}}}","value":"{{{Session.Base64("four")}}}"}}]}""", """{"index":"3"}"""),
        new("get", GetAsync),
        Get("count-all", "item/countall", """{"count":"8"}"""), // as immudb counts: keys and entries
        Get("count", $"item/count/{A}", """{"count":"1"}"""),
        Get("by-index", "item/index/1", $$"""{"key":"{{B}}","value":"{{Session.Base64("two")}}","index":"1"}"""),
        Get("by-safe-index", "item/safe/index/1?rootIndex.index=0", answer => answer["proof"]!["at"]!.GetValue<string>() == "3" && answer["item"]!["key"]!.GetValue<string>() == B),
        Post("scan", "item/scan", $$"""{"prefix":"{{Session.Base64("a")}}"}""", answer => Items(answer) == 1),
        Post("reference", "reference", $$"""{"reference":"{{Session.Base64("link")}}","key":"{{A}}"}""", """{"index":"4"}"""),
        Get("get-reference", $"reference/{Session.Base64("link")}", answer => answer["value"]!.GetValue<string>() == Session.Base64("one")),
        Post("zadd", "zadd", $$"""{"set":"{{Session.Base64("set")}}","score":{"score":1.5},"key":"{{A}}"}""", """{"index":"5"}"""),
        Post("zscan", "zscan", $$"""{"set":"{{Session.Base64("set")}}"}""", answer => Items(answer) == 1),
        Post("iscan", "iscan", """{"pageSize":"2","pageNumber":"1"}""", answer => Items(answer) == 2),
        Post("history", "history", $$"""{"key":"{{A}}"}""", answer => Items(answer) == 1),
        Get("root", "root", answer => answer["payload"]!["index"]!.GetValue<string>() == "5" && answer["signature"] is not null),
        Get("inclusion", "inclusionproof/0", answer => answer["at"]!.GetValue<string>() == "5"),
        Get("consistency", "consistencyproof/3", answer => answer["first"]!.GetValue<string>() == "3"),
        Get("health", "healthresponse", answer => answer["status"]!.GetValue<bool>()),
        new("dump", DumpAsync),
        Post("list-databases", "user/databaselist", "{}", answer => answer["databases"]!.AsArray().Count == 1),
        Post("create-user", "user", $$"""{"user":"{{Somebody}}","password":"{{Session.Base64("Passw0rd!")}}","permission":1,"database":"defaultdb"}""", IsEmpty),
        Get("list-users", "user/list", answer => answer["users"]!.AsArray().Count == 2),
        Post("change-password", "user/password/change", $$"""{"user":"{{Somebody}}","newPassword":"{{Session.Base64("N3w-password")}}"}""", IsEmpty),
        Post("change-permission", "changepermission", """{"action":"GRANT","username":"somebody","database":"defaultdb","permission":2}""", IsEmpty),
        Post("set-active-user", "user/setactiveUser", """{"active":false,"username":"somebody"}""", IsEmpty),
        Post("create-database", "createdatabase", """{"databasename":"another"}""", IsEmpty),
    ];

    /// <summary>Ends the session: after all others.</summary>
    public static Exercise Logout { get; } = new("logout", async (host, session) =>
    {
        await session.CallAsync(host, HttpMethod.Post, "logout", "{}");
        await session.JsonAsync(host, HttpMethod.Get, "/v1/immurestproxy/root", null, HttpStatusCode.InternalServerError); // as immudb says "please login first"
    });

    private static async Task LoginAsync(FunctionsHost host, Session session)
    {
        string user = Session.Base64("immudb");
        await session.JsonAsync(host, HttpMethod.Post, "/v1/immurestproxy/login", $$"""{"user":"{{user}}","password":"{{Session.Base64("wrong")}}"}""", HttpStatusCode.Forbidden);

        JsonNode answer = await session.CallAsync(host, HttpMethod.Post, "login", $$"""{"user":"{{user}}","password":"{{Session.Base64(Session.Password)}}"}""");

        session.Token = answer["token"]!.GetValue<string>();
    }

    private static async Task GetAsync(FunctionsHost host, Session session)
    {
        string expected = $$"""{"key":"{{Slash}}","value":"{{Session.Base64("three")}}","index":"2"}""";

        Assert.Equal(expected, (await session.CallAsync(host, HttpMethod.Get, $"item/{Slash.Replace('/', '_')}")).ToJsonString());
        Assert.Equal(expected, (await session.CallAsync(host, HttpMethod.Get, $"item/{Slash.Replace("/", "%2F", StringComparison.Ordinal)}")).ToJsonString());
        await session.JsonAsync(host, HttpMethod.Get, $"/v1/immurestproxy/item/{Session.Base64("absent")}", null, HttpStatusCode.NotFound);
    }

    private static async Task DumpAsync(FunctionsHost host, Session session)
    {
        using HttpResponseMessage answer = await session.SendAsync(host, HttpMethod.Post, "/v1/immurestproxy/dump", "{}");
        string[] lines = (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.All(lines, line => Assert.NotNull(JsonNode.Parse(line)!["result"]));
        Assert.NotEmpty(lines);
    }

    private static int Items(JsonNode answer) => answer["items"]!.AsArray().Count;

    private static Exercise Get(string function, string path, string expected) => Call(function, HttpMethod.Get, path, null, answer => answer.ToJsonString() == expected);

    private static Exercise Get(string function, string path, Predicate<JsonNode> holds) => Call(function, HttpMethod.Get, path, null, holds);

    private static Exercise Post(string function, string path, string body, string expected) => Call(function, HttpMethod.Post, path, body, answer => answer.ToJsonString() == expected);

    private static Exercise Post(string function, string path, string body, Predicate<JsonNode> holds) => Call(function, HttpMethod.Post, path, body, holds);

    private static Exercise Call(string function, HttpMethod method, string path, string? body, Predicate<JsonNode> holds) => new(function, async (host, session) =>
    {
        JsonNode answer = await session.CallAsync(host, method, path, body);
        Assert.True(holds(answer), $"{function}: {answer.ToJsonString()}");
    });

    private static bool IsEmpty(JsonNode answer) => answer.AsObject().Count == 0;
}
