using System.Net;
using System.Text.Json.Nodes;

namespace ImmuFunctions.HostEmulator.Tests.Exercises;

/// <summary>What the ledger answers beyond immudb 0.8. After something was written; values are indexed.</summary>
internal static class QueryExercises
{
    private static readonly string One = Session.Base64("one");
    private static readonly string Alpha = Session.Base64("alpha");

    public static IReadOnlyList<Exercise> All { get; } =
    [
        Post("find-by-value", "find-by-value", $$"""{"equal":"{{One}}"}""", Alpha),
        Post("keys-with-value", "keys-with-value", $$"""{"equal":"{{One}}"}""", Alpha),
        new("stats", async (host, session) =>
        {
            JsonNode answer = await session.JsonAsync(host, HttpMethod.Get, "/v1/ledger/stats", null, HttpStatusCode.OK);
            Assert.Contains("entries", answer.ToJsonString(), StringComparison.Ordinal);
        }),
        Post("get-at", "get-at", $$"""{"key":"{{Alpha}}","index":"0"}""", Alpha),
        Post("ledger-scan", "scan", "{}", Alpha),
        Post("ledger-zscan", "zscan", $$"""{"set":"{{Session.Base64("set")}}"}""", Alpha),
        new("settings", async (host, session) =>
        {
            JsonNode answer = await session.JsonAsync(host, HttpMethod.Get, "/v1/ledger/settings", null, HttpStatusCode.OK);
            Assert.DoesNotContain("true", answer.ToJsonString(), StringComparison.Ordinal);
        }),
        new("configure", async (host, session) =>
            await session.JsonAsync(host, HttpMethod.Put, "/v1/ledger/settings", """{"require_signature":true}""", HttpStatusCode.BadRequest)), // without a key nobody could write
    ];

    private static Exercise Post(string function, string path, string body, string expected) => new(function, async (host, session) =>
    {
        using HttpResponseMessage answer = await session.SendAsync(host, HttpMethod.Post, "/v1/ledger/" + path, body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode && text.Contains(expected, StringComparison.Ordinal), $"{function}: {(int)answer.StatusCode} {text}");
    });
}
