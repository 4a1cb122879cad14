using System.Text.Json.Nodes;
using ImmuFunctions.HostEmulator.Tests.Deployments;
using ImmuFunctions.HostEmulator.Tests.Emulator;
using ImmuFunctions.HostEmulator.Tests.Exercises;

namespace ImmuFunctions.HostEmulator.Tests;

/// <summary>How the process begins and ends.</summary>
public sealed class LifeTests(Deployment deployment)
{
    private const int Writers = 8;

    [Fact]
    public async Task Stop_WhileNothingIsAsked_EndsWithExitCode0()
    {
        using var folder = new TemporaryFolder();
        await using FunctionsHost host = await FunctionsHost.StartAsync(deployment, Settings.Of(folder.File("data"), folder.WriteKey()));

        Assert.Equal(0, await host.Handler.StopAsync());
    }

    [Fact]
    public async Task Kill_UnderLoad_KeepsWhatWasAcknowledged()
    {
        using var folder = new TemporaryFolder();
        await using FunctionsHost host = await FunctionsHost.StartAsync(deployment, Settings.Of(folder.File("data"), folder.WriteKey()));
        Session session = await LoginAsync(host);
        var acknowledged = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        Task[] writers = [.. Enumerable.Range(0, Writers).Select(writer => WriteAsync(host, session, writer, acknowledged))];
        while (acknowledged.Count < 100 && !writers.Any(writer => writer.IsCompleted))
            await Task.Delay(10);

        await host.Handler.KillAsync();
        await Task.WhenAll(writers);
        await host.RestartAsync();

        session = await LoginAsync(host);
        Assert.NotEmpty(acknowledged);
        foreach ((string key, string index) in acknowledged)
        {
            JsonNode item = await session.CallAsync(host, HttpMethod.Get, $"item/{Session.Base64(key)}");
            Assert.Equal((index, Session.Base64(key)), (item["index"]?.GetValue<string>() ?? "0", item["value"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task Start_WithoutACollector_LoadsNothingOfOpenTelemetry()
    {
        using var folder = new TemporaryFolder();
        await using FunctionsHost host = await FunctionsHost.StartAsync(deployment, Settings.Of(folder.File("data"), folder.WriteKey()));
        await LoginAsync(host);

        string loaded = await File.ReadAllTextAsync($"/proc/{host.Handler.Id}/maps");

        Assert.Contains("ImmuFunctions.Ledger.dll", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("OpenTelemetry", loaded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_OfASession_HoldsNoSecret()
    {
        using var folder = new TemporaryFolder();
        await using FunctionsHost host = await FunctionsHost.StartAsync(deployment, Settings.Of(folder.File("data"), folder.WriteKey()));
        Session session = await LoginAsync(host);
        const string Code = "c2VjcmV0LWluLXF1ZXJ5";
        using HttpResponseMessage answer = await session.SendAsync(host, HttpMethod.Get, $"/v1/immurestproxy/item/{Session.Base64("a-secret-key")}?code={Code}");

        await host.Handler.StopAsync();

        string printed = host.Handler.Output + host.Handler.Errors;
        string[] secrets = [session.Token!, Session.Password, Session.Base64(Session.Password), Session.FunctionKey, Code, "a-secret-key", Session.Base64("a-secret-key")];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, printed, StringComparison.Ordinal));
        Assert.Contains("Listening at", printed, StringComparison.Ordinal);
    }

    // Until the host is killed.
    private static async Task WriteAsync(FunctionsHost host, Session session, int writer, System.Collections.Concurrent.ConcurrentDictionary<string, string> acknowledged)
    {
        for (int i = 0; ; i++)
        {
            string key = $"{writer}-{i}";
            string body = $$"""{"KVs":[{"key":"{{Session.Base64(key)}}","value":"{{Session.Base64(key)}}"}]}""";
            try
            {
                using HttpResponseMessage answer = await session.SendAsync(host, HttpMethod.Post, "/v1/immurestproxy/batch/set", body);
                if (!answer.IsSuccessStatusCode)
                    return;
                acknowledged[key] = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["index"]?.GetValue<string>() ?? "0";
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    private static async Task<Session> LoginAsync(FunctionsHost host)
    {
        var session = new Session();
        await RestExercises.All[0].RunAsync(host, session);
        return session;
    }
}
