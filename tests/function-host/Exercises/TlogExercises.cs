using System.Net;
using ImmuFunctions.HostEmulator.Tests.Emulator;

namespace ImmuFunctions.HostEmulator.Tests.Exercises;

/// <summary>The log as witnesses and monitors read it. After something was written.</summary>
internal static class TlogExercises
{
    private const string Log = "/tlog/defaultdb/";

    public static IReadOnlyList<Exercise> All { get; } =
    [
        new("checkpoint", async (host, session) =>
        {
            Assert.StartsWith("log.example.com/tests/defaultdb\n", await TextAsync(host, session, HttpMethod.Get, Log + "checkpoint"), StringComparison.Ordinal);
            Assert.Empty(await TextAsync(host, session, HttpMethod.Head, Log + "checkpoint"));
        }),
        new("tile", async (host, session) => Assert.Equal(3 * 32, (await BytesAsync(host, session, HttpMethod.Get, Log + "tile/0/000.p/3")).Length)),
        new("entries", async (host, session) => Assert.NotEmpty(await BytesAsync(host, session, HttpMethod.Get, Log + "tile/entries/000.p/3"))),
        new("receipt", async (host, session) => Assert.StartsWith("c2sp.org/tlog-proof@v1\n", await TextAsync(host, session, HttpMethod.Get, Log + "receipts/1.tlog-proof"), StringComparison.Ordinal)),
    ];

    private static async Task<string> TextAsync(FunctionsHost host, Session session, HttpMethod method, string path) =>
        System.Text.Encoding.UTF8.GetString(await BytesAsync(host, session, method, path));

    private static async Task<byte[]> BytesAsync(FunctionsHost host, Session session, HttpMethod method, string path)
    {
        using HttpResponseMessage answer = await session.SendAsync(host, method, path);
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{method} {path}: {(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(body)}\n{host.Handler.Output}");
        return body;
    }
}
