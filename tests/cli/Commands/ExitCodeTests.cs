using System.Text.Json;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Hashing;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Commands;

/// <summary>How commands end that cannot do their work.</summary>
public sealed class ExitCodeTests : IAsyncLifetime
{
    private readonly TestTerminal _terminal = new();
    private ServedLedger _ledger = null!;

    public async ValueTask InitializeAsync()
    {
        _ledger = await ServedLedger.StartAsync();
        _terminal.Variables["IMMU_SERVER"] = _ledger.Address();
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _terminal.Dispose();
    }

    [Fact]
    public async Task Get_OfNoSuchKey_EndsWith3AndSaysSo()
    {
        Assert.Equal(3, await _terminal.RunAsync("get", "nothing"));
        Assert.Equal("error: Key not found\n", _terminal.Error);
        Assert.Empty(_terminal.Output);
    }

    [Fact]
    public async Task Get_WhereNobodyListens_EndsWith6AndSaysWhatStartsALedger()
    {
        _terminal.Variables["IMMU_SERVER"] = "immu://127.0.0.1:1/defaultdb";

        Assert.Equal(6, await _terminal.RunAsync("get", "key"));
        Assert.StartsWith("error: Connection refused", _terminal.Error);
        Assert.Contains("'immu serve' starts a ledger here", _terminal.Error);
    }

    [Fact]
    public async Task NoCommand_IsHelp()
    {
        Assert.Equal(0, await _terminal.RunAsync());
        Assert.Contains("Usage:", _terminal.Output);
        Assert.Contains("demo", _terminal.Output);
    }

    [Fact]
    public async Task Get_OfNoSuchKeyAsJson_SaysSoInJson()
    {
        Assert.Equal(3, await _terminal.RunAsync("get", "nothing", "--output", "json"));
        Assert.Equal("""{"error":{"code":"NOT_FOUND","message":"Key not found","exitCode":3}}""" + "\n", _terminal.Error);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("get", "a", "b")]
    [InlineData("get", "key", "--nonsense")]
    [InlineData("get", "key", "--at", "soon")]
    [InlineData("get", "hex:0")]
    [InlineData("get", "")]
    [InlineData("zadd", "set", "high", "key")]
    [InlineData("scan", "--limit", "-1")]
    [InlineData("iscan", "1", "0")]
    [InlineData("user")]
    [InlineData("user", "create", "ann", "everything", "defaultdb")]
    [InlineData("status", "--output", "xml")]
    [InlineData("status", "--server", "gopher://host")]
    [InlineData("status", "-m")]
    [InlineData("use", "db")]
    [InlineData("logout")]
    [InlineData("admin", "set", "auth", "none")]
    [InlineData("audit-mode", "--once", "--audit-signature", "perhaps")]
    [InlineData("audit-mode", "--once", "--audit-interval", "often")]
    [InlineData("completion", "cmd")]
    public async Task Commands_GivenWrongly_EndWith2(params string[] command)
    {
        Assert.Equal(2, await _terminal.RunAsync(command));
        Assert.StartsWith("error: ", _terminal.Error);
        Assert.Empty(_terminal.Output);
    }

    [Theory]
    [InlineData("--at is a whole number, not 'soon'", "get", "k", "--at", "soon")]
    [InlineData("--output is plain or table or json, not 'xml'", "status", "--output", "xml")]
    [InlineData("<score> is a number, not 'high'", "zadd", "set", "high", "key")]
    [InlineData("<index> is a whole number, not '-1'", "getByIndex", "--", "-1")]
    [InlineData("--limit is a whole number, not 'a\\u001b[2J'", "scan", "--limit", "a\u001b[2J")]
    public async Task Commands_WithAWordThatDoesNotFit_SayWhatWould(string expected, params string[] command)
    {
        Assert.Equal(2, await _terminal.RunAsync(command));
        Assert.StartsWith($"error: {expected}\n", _terminal.Error);
    }

    [Fact]
    public async Task Get_WithAWrongPassword_EndsWith5()
    {
        await using ServedLedger guarded = await ServedLedger.StartAsync("Passw0rd!");

        Assert.Equal(5, await _terminal.RunAsync("get", "k", "--server", guarded.Address("immudb:wrong")));
        Assert.Equal("error: invalid user name or password\n", _terminal.Error);
    }

    [Fact]
    public async Task Status_OfNobody_EndsWith6()
    {
        string nobody = _ledger.Address();
        await _ledger.DisposeAsync();

        Assert.Equal(6, await _terminal.RunAsync("status", "--server", nobody));
    }

    [Fact]
    public async Task Get_OfALogThatDoesNotGoOnFromTheOneTrusted_EndsWith7AndSaysWhatWasExpected()
    {
        await _terminal.RunAsync("set", "k", "v");
        await _terminal.RunAsync("set", "k", "w");
        await TrustAnotherAsync();
        _terminal.Clear();

        int code = await _terminal.RunAsync("get", "k", "--output", "json");

        Assert.Equal(7, code);
        Assert.Empty(_terminal.Output);
        JsonElement error = JsonDocument.Parse(_terminal.Error).RootElement.GetProperty("error");
        Assert.Equal("DATA_LOSS", error.GetProperty("code").GetString());
        Assert.Contains(new string('7', 64), error.GetProperty("expected").GetString());
        Assert.NotEmpty(error.GetProperty("found").GetString()!);
    }

    [Fact]
    public async Task Commands_Stopped_EndWith1()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        Assert.Equal(1, await ImmuProgram.RunAsync(["get", "k"], _terminal.Terminal(), stopped.Token));
        Assert.Equal("error: stopped\n", _terminal.Error);
    }

    // As if another log had been seen before.
    private async Task TrustAnotherAsync()
    {
        string path = _terminal.Home["roots"];
        string text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        _terminal.Clear();
        await _terminal.RunAsync("audit-mode", "--once", "--output", "json", "--roots-filepath", _terminal.Home["others"]);
        string server = JsonDocument.Parse(_terminal.Output).RootElement.GetProperty("server").GetString()!;
        Assert.Contains(server, text);
        File.Delete(path);
        Assert.True(Hash.TryFromBytes(Convert.FromHexString(new string('7', 64)), out Hash other));
        using var roots = new FileTrustedRoots(path);
        await roots.AdvanceAsync(RootLine.Verified(server, "defaultdb"), new TrustedRoot(1, other), TestContext.Current.CancellationToken);
    }
}
