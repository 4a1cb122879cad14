using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ImmuFunctions.Functions.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Auditing;

/// <summary>A ledger in a folder of its own, served as the Functions host would have it, and its files.</summary>
internal sealed class AuditedFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("audit-test-").FullName;

    public string Ledger => Path.Join(_root, "ledger");

    public string Segment => Path.Join(Ledger, "defaultdb/log/00000000000000000000.seg");

    /// <summary>Starts a host that takes timer calls.</summary>
    public Task<RunningFunctions> StartAsync(params string[] settings) =>
        RunningFunctions.StartAsync(["store=folder", $"dir={Ledger}", "FUNCTIONS_CUSTOMHANDLER_PORT=0", "devmode=true", .. settings]);

    /// <summary>As the Functions host sends it.</summary>
    /// <returns>Status and the lines of the answer.</returns>
    public static async Task<(int Status, string[] Logs)> AuditAsync(RunningFunctions host, bool isPastDue = false)
    {
        string payload = """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"timer"}}}""";
        payload = payload.Replace("\"IsPastDue\":false", isPastDue ? "\"IsPastDue\":true" : "\"IsPastDue\":false", StringComparison.Ordinal);
        using var content = new StringContent(payload, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await host.Client.PostAsync(new Uri("/auditor", UriKind.Relative), content, TestContext.Current.CancellationToken);
        using JsonDocument body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return ((int)answer.StatusCode, [.. body.RootElement.GetProperty("Logs").EnumerateArray().Select(l => l.GetString()!)]);
    }

    /// <summary>The line about defaultdb; there is one about the accounts, too.</summary>
    public static string OfDefaultdb(string[] lines) => Assert.Single(lines, line => line.StartsWith("defaultdb: ", StringComparison.Ordinal));

    /// <summary>Writes some entries over HTTP.</summary>
    public static async Task WriteAsync(RunningFunctions host, int entries)
    {
        for (int i = 0; i < entries; i++)
        {
            var item = new Dictionary<string, string> { ["key"] = Encode($"key-{i}"), ["value"] = Encode($"secret-value-{i}") };
            using HttpResponseMessage answer = await host.Client.PostAsJsonAsync("/v1/immurestproxy/item", item, TestContext.Current.CancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Changes the last byte of the segment, which is of the last value.</summary>
    public void FlipLast()
    {
        using FileStream file = File.Open(Segment, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = file.Length - 1;
        int last = file.ReadByte();
        file.Position = file.Length - 1;
        file.WriteByte((byte)(last ^ 1));
    }

    public string[] Verdicts() => [.. Directory.GetFiles(Ledger + "-audit/audit/defaultdb", "*.jsonl").SelectMany(File.ReadLines)];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
