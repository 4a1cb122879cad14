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
    ];

    private static Exercise Post(string function, string path, string body, string expected) => new(function, async (host, session) =>
    {
        using HttpResponseMessage answer = await session.SendAsync(host, HttpMethod.Post, "/v1/ledger/" + path, body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode && text.Contains(expected, StringComparison.Ordinal), $"{function}: {(int)answer.StatusCode} {text}");
    });
}
