using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ImmuFunctions.HostEmulator.Tests.Emulator;

namespace ImmuFunctions.HostEmulator.Tests.Exercises;

/// <summary>The rpcs as they are, by the Connect protocol. After something was written.</summary>
internal static class ConnectExercises
{
    private static readonly string Alpha = Session.Base64("alpha");

    public static IReadOnlyList<Exercise> All { get; } =
    [
        new("connect-immu", async (host, session) =>
        {
            JsonNode item = await session.JsonAsync(host, HttpMethod.Post, "/immudb.schema.ImmuService/Get", $$"""{"key":"{{Alpha}}"}""", HttpStatusCode.OK);
            Assert.Equal(Alpha, item["key"]!.GetValue<string>());
            JsonNode refused = await session.JsonAsync(host, HttpMethod.Post, "/immudb.schema.ImmuService/Get", $$"""{"key":"{{Session.Base64("absent")}}"}""", HttpStatusCode.NotFound);
            Assert.Equal("not_found", refused["code"]!.GetValue<string>());
        }),
        new("connect-queries", ScanAsync),
    ];

    // A stream of messages in binary form: an empty envelope is asked, and the last of the answer's says that it is whole.
    private static async Task ScanAsync(FunctionsHost host, Session session)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/immufunctions.v1.LedgerQueries/Scan");
        request.Headers.Add("x-functions-key", Session.FunctionKey);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.Token);
        request.Content = new ByteArrayContent([0, 0, 0, 0, 0]);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/connect+proto");
        using HttpResponseMessage answer = await host.Client.SendAsync(request);

        string body = System.Text.Encoding.Latin1.GetString(await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
        Assert.Contains("alpha", body, StringComparison.Ordinal);
        Assert.EndsWith("\u0002\0\0\0\u0002{}", body, StringComparison.Ordinal);
    }
}
