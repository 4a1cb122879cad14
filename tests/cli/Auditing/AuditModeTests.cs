using System.Net;
using System.Text.Json;
using ImmuFunctions.Cli.Auditing;
using ImmuFunctions.Client.Auditing;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Hashing;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Auditing;

public sealed class AuditModeTests : IAsyncLifetime
{
    private readonly TestTerminal _terminal = new();
    private ServedLedger _ledger = null!;

    public async ValueTask InitializeAsync()
    {
        _ledger = await ServedLedger.StartAsync("Passw0rd!", ("signingKey", KeyFile()));
        _terminal.Variables["IMMU_SERVER"] = _ledger.Address("immudb:Passw0rd!");
        _terminal.Variables["IMMUCLIENT_AUDIT_USERNAME"] = "immudb";
        _terminal.Variables["IMMUCLIENT_AUDIT_PASSWORD"] = "enc:" + Convert.ToBase64String("Passw0rd!"u8);
        _terminal.Variables["XDG_DATA_HOME"] = _terminal.Home.Path;
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _terminal.Dispose();
    }

    [Fact]
    public async Task Once_OfALogThatGrew_Passes()
    {
        await _terminal.RunAsync("set", "k", "1");
        await CheckAsync();
        await _terminal.RunAsync("set", "k", "2");

        (int code, JsonElement[] reports) = await CheckAsync();

        Assert.Equal(0, code);
        Assert.Equal("passed", Assert.Single(reports).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Once_OfSeveralDatabases_ChecksEach()
    {
        await _terminal.RunAsync("database", "create", "first");
        await _terminal.RunAsync("database", "create", "second");

        (int code, JsonElement[] reports) = await CheckAsync();
        (_, JsonElement[] some) = await CheckAsync("--audit-databases", "sec,fir");

        Assert.Equal(0, code);
        Assert.Equal(["defaultdb", "first", "second"], reports.Select(report => report.GetProperty("database").GetString()));
        Assert.Equal(["first", "second"], some.Select(report => report.GetProperty("database").GetString()));
    }

    [Fact]
    public async Task Once_OfAnotherLogThanBefore_EndsWith7()
    {
        await _terminal.RunAsync("set", "k", "1");
        await _terminal.RunAsync("set", "k", "2");
        string server = (await CheckAsync()).Reports[0].GetProperty("server").GetString()!;
        Assert.True(Hash.TryFromBytes(Convert.FromHexString(new string('7', 64)), out Hash other));
        using (var roots = new FileTrustedRoots(_terminal.Home["others"]))
            await roots.AdvanceAsync(RootLine.Audited(server, "defaultdb"), new TrustedRoot(1, other), TestContext.Current.CancellationToken);

        (int code, JsonElement[] reports) = await CheckAsync("--roots-filepath", _terminal.Home["others"]);

        Assert.Equal(7, code);
        Assert.Equal("TAMPERED", reports[0].GetProperty("outcome").GetString());
        Assert.NotEmpty(reports[0].GetProperty("failure").GetString()!);
    }

    [Fact]
    public async Task Once_WithSignatures_ChecksThem()
    {
        await _terminal.RunAsync("set", "k", "1");
        await using ServedLedger unsigned = await ServedLedger.StartAsync();
        await _terminal.RunAsync("set", "k", "1", "--server", unsigned.Address());

        Assert.Equal(0, (await CheckAsync("--audit-signature", "validate")).Code);
        Assert.Equal(6, (await CheckAsync("--audit-signature", "validate", "--audit-username", "", "--audit-password", "", "--server", unsigned.Address())).Code);
    }

    [Fact]
    public async Task Once_WithAWrongPassword_EndsAtOnce()
    {
        Assert.Equal(5, await _terminal.RunAsync("audit-mode", "--once", "--audit-password", "wrong"));
        Assert.Equal("error: Invalid login operation: invalid user name or password\n", _terminal.Error);
    }

    [Fact]
    public async Task Repeating_UntilStopped_ChecksAndEndsWell()
    {
        using var stopping = new CancellationTokenSource();
        _terminal.Variables["audit-agent-interval"] = "1h";

        Task<int> running = ImmuProgram.RunAsync(["audit-mode", "--prometheus-host", "127.0.0.1", "--prometheus-port", "0", "--output", "json"], _terminal.Terminal(), stopping.Token);
        while (_terminal.Output.Length == 0 && !running.IsCompleted)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        await stopping.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Equal("stopped\n", _terminal.Error);
        Assert.StartsWith("""{"time":""", _terminal.Output);
    }

    [Fact]
    public async Task GaugeServer_Asked_AnswersWithTheLastChecks()
    {
        var gauges = new AuditGauges();
        gauges.Record(new AuditReport { RunAt = DateTimeOffset.UnixEpoch.AddSeconds(60), ServerAddress = "host:3322", Server = "a\"b", Outcome = AuditOutcome.NothingChecked });
        await using GaugeServer server = await GaugeServer.StartAsync(IPAddress.Loopback, 0, gauges, TestContext.Current.CancellationToken);
        using var http = new HttpClient();

        string page = await http.GetStringAsync(new Uri(server.Address + "/metrics"), TestContext.Current.CancellationToken);
        using HttpResponseMessage other = await http.GetAsync(new Uri(server.Address + "/"), TestContext.Current.CancellationToken);

        Assert.Contains("# TYPE immuclient_audit_result_per_server gauge\nimmuclient_audit_result_per_server{server_address=\"host:3322\",server_id=\"a\\\"b\"} -1\n", page);
        Assert.Contains("immuclient_audit_curr_root_per_server{server_address=\"host:3322\",server_id=\"a\\\"b\"} -1\n", page);
        Assert.Contains("immuclient_audit_run_at_per_server{server_address=\"host:3322\",server_id=\"a\\\"b\"} 60\n", page);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Theory]
    [InlineData("10s", 10)]
    [InlineData("1h30m", 5400)]
    [InlineData("90", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("500ms", 0.5)]
    [InlineData("1m500ms", 60.5)]
    public void Parse_OfATime_IsItsSeconds(string text, double seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), GoTime.Parse(text));
    }

    [Theory, InlineData(""), InlineData("s"), InlineData("5x"), InlineData("-5s"), InlineData("5s 5"), InlineData("1e9h"), InlineData("9999999h"), InlineData("5s5")]
    public void Parse_OfWhatIsNoTime_IsNull(string text)
    {
        Assert.Null(GoTime.Parse(text));
    }

    [Fact]
    public void Parse_OfRandomText_NeverThrows()
    {
        var random = new Random(2);
        for (int round = 0; round < 10_000; round++)
            _ = GoTime.Parse(string.Concat(Enumerable.Range(0, random.Next(0, 8)).Select(_ => "0159.hmsµ -e"[random.Next(12)])));
    }

    [Fact]
    public void Format_OfTheUnit_QuotesWhatSystemdWouldSplit()
    {
        string unit = AuditUnit.Format("/opt/my tools/dotnet", ["/opt/50%/immu.dll"]);

        Assert.Contains("\nExecStart=\"/opt/my tools/dotnet\" /opt/50%%/immu.dll audit-mode\n", unit);
        Assert.StartsWith("[Unit]\n", unit);
    }

    [Fact]
    public void Format_OfTheUnit_StartsAgainAfterFailuresAndHoldsNoSettings()
    {
        string[] lines = AuditUnit.Format("/usr/bin/immu", []).Split('\n');

        Assert.Contains("Restart=on-failure", lines);
        Assert.Contains("RestartSec=30", lines);
        Assert.Contains("StartLimitIntervalSec=0", lines);
        Assert.Contains("EnvironmentFile=-/etc/immu-audit.env", lines);
        Assert.Equal("ExecStart=/usr/bin/immu audit-mode", lines.Single(line => line.StartsWith("ExecStart", StringComparison.Ordinal)));
        Assert.True(Array.IndexOf(lines, "StartLimitIntervalSec=0") < Array.IndexOf(lines, "[Service]"));
    }

    [Fact]
    public async Task Install_Printed_IsTheUnitAlone()
    {
        Assert.Equal(0, await _terminal.RunAsync("audit-mode", "install", "--print"));
        Assert.StartsWith("[Unit]\n", _terminal.Output);
        Assert.DoesNotContain("Passw0rd", _terminal.Output);
        Assert.Empty(_terminal.Error);
    }

    [Fact]
    public async Task Install_WithSettings_SaysWhereTheyGo()
    {
        Assert.Equal(2, await _terminal.RunAsync("audit-mode", "install", "--print", "--server", "immu://auditor:Passw0rd!@host"));
        Assert.StartsWith("error: --server does not go into the unit", _terminal.Error);
        Assert.Contains("/etc/immu-audit.env", _terminal.Error);
    }

    [Fact, System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task WriteEnvironment_Anew_IsForItsOwnerOnlyAndSetsNothing()
    {
        await ServiceCommands.WriteEnvironmentAsync(_terminal.Home["env"], TestContext.Current.CancellationToken);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_terminal.Home["env"]));
        Assert.All(await File.ReadAllLinesAsync(_terminal.Home["env"], TestContext.Current.CancellationToken), line => Assert.StartsWith("#", line));
    }

    private string KeyFile()
    {
        ServedLedger.MakeKey(_terminal.Home["key.pem"]);
        return _terminal.Home["key.pem"];
    }

    private async Task<(int Code, JsonElement[] Reports)> CheckAsync(params string[] flags)
    {
        _terminal.Clear();
        int code = await _terminal.RunAsync(["audit-mode", "--once", "--output", "json", .. flags]);
        return (code, [.. _terminal.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)]);
    }
}
