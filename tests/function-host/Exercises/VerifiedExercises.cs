using System.Text.Json.Nodes;

namespace ImmuFunctions.HostEmulator.Tests.Exercises;

/// <summary>The routes of immudb's gateway that verify what the ledger answers; and the ledger's state of an audit elsewhere. After the plain ones.</summary>
internal static class VerifiedExercises
{
    private static readonly string Key = Session.Base64("verified");
    private static readonly string Value = Session.Base64("value");

    public static IReadOnlyList<Exercise> All { get; } =
    [
        new("use-database", async (host, session) =>
        {
            JsonNode answer = await session.CallAsync(host, HttpMethod.Get, "usedatabase/defaultdb");
            session.Token = answer["token"]!.GetValue<string>();
        }),
        Post("set", "item", $$"""{"key":"{{Key}}","value":"{{Value}}"}""", """{"index":6}"""),
        Post("safe-set", "item/safe", $$$"""{"kv":{"key":"{{{Key}}}","value":"{{{Value}}}"}}""", """{"index":7,"verified":true}"""),
        new("safe-get", async (host, session) =>
        {
            JsonNode answer = await session.CallAsync(host, HttpMethod.Post, "item/safe/get", $$"""{"key":"{{Key}}"}""");
            Assert.Equal((Key, Value, 7, true), (answer["key"]!.GetValue<string>(), answer["value"]!.GetValue<string>(), answer["index"]!.GetValue<int>(), answer["verified"]!.GetValue<bool>()));
        }),
        Post("safe-reference", "safe/reference", $$$"""{"ro":{"reference":"{{{Session.Base64("safe-link")}}}","key":"{{{Key}}}"}}""", """{"index":8,"verified":true}"""),
        Post("safe-zadd", "safe/zadd", $$$"""{"zopts":{"set":"{{{Session.Base64("safe-set")}}}","score":{"score":1.5},"key":"{{{Key}}}"}}""", """{"index":9,"verified":true}"""),
        new("history-of", async (host, session) =>
        {
            JsonNode answer = await session.CallAsync(host, HttpMethod.Get, $"history/{Key}");
            Assert.Equal([7, 6], answer["items"]!.AsArray().Select(item => item!["index"]!.GetValue<int>()));
        }),
        new("last-audit", async (host, session) => await session.JsonAsync(host, HttpMethod.Get, "/lastaudit", null, System.Net.HttpStatusCode.OK)),
    ];

    private static Exercise Post(string function, string path, string body, string expected) => new(function, async (host, session) =>
        Assert.Equal(expected, (await session.CallAsync(host, HttpMethod.Post, path, body)).ToJsonString()));
}
