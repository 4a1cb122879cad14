namespace ImmuFunctions.HostEmulator.Tests.Exercises;

/// <summary>The functions that say how the process is, and what it answers.</summary>
internal static class HealthExercises
{
    public static IReadOnlyList<Exercise> All { get; } =
    [
        new("healthz", async (host, session) => Assert.Equal("ok\n", await TextAsync(host, session, "/healthz"))),
        new("readyz", async (host, session) => Assert.Equal("ready\n", await TextAsync(host, session, "/readyz"))),
        new("openapi", async (host, session) =>
            Assert.StartsWith("3.1", (await session.JsonAsync(host, HttpMethod.Get, "/openapi/v1.json", null, System.Net.HttpStatusCode.OK))["openapi"]!.GetValue<string>(), StringComparison.Ordinal)),
    ];

    private static async Task<string> TextAsync(Emulator.FunctionsHost host, Session session, string path)
    {
        using HttpResponseMessage answer = await session.SendAsync(host, HttpMethod.Get, path);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }
}
