using System.Net;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Serving;

/// <summary>A host whose ledger cannot be opened, and then can.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task Ready_PlaceThatCannotBeUsed_Is503UntilItCan()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("readiness-test-");
        string place = Path.Join(folder.FullName, "ledger");
        await File.WriteAllTextAsync(place, "a file, where a folder should be", TestContext.Current.CancellationToken);
        await using (RunningFunctions host = await RunningFunctions.StartAsync("store=folder", $"dir={place}", "devmode=true", "FUNCTIONS_CUSTOMHANDLER_PORT=0"))
        {
            using HttpResponseMessage live = await GetAsync(host, "/healthz");
            using HttpResponseMessage notReady = await GetAsync(host, "/readyz");
            using HttpResponseMessage root = await GetAsync(host, "/v1/immurestproxy/root");
            File.Delete(place);
            using HttpResponseMessage ready = await GetAsync(host, "/readyz");

            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, notReady.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), notReady.Headers.RetryAfter!.Delta);
            Assert.Equal("not ready\n", await notReady.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, root.StatusCode);
            Assert.Contains("\"code\":14", await root.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        }

        folder.Delete(recursive: true);
    }

    private static Task<HttpResponseMessage> GetAsync(RunningFunctions host, string path) =>
        host.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
}
