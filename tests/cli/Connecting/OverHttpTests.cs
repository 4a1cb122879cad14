using System.Text.Json;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Connecting;

/// <summary>The tool over HTTP: what it does and says is the same as over gRPC.</summary>
public sealed class OverHttpTests : IAsyncLifetime
{
    private const string Password = "Passw0rd!";

    private readonly TestTerminal _terminal = new() { Input = "get k\nuse second\nset k there\nget k\nget nothing\n" };
    private ServedFunctions _functions = null!;

    public async ValueTask InitializeAsync()
    {
        ServedLedger.MakeKey(_terminal.Home["key.pem"]);
        _functions = await ServedFunctions.StartAsync("--auth", "true", "--admin-password", Password, "--value-index", "true", "--signingKey", _terminal.Home["key.pem"]);
        _terminal.Variables["IMMU_SERVER"] = $"http://{_functions.Authority}";
        _terminal.Variables["IMMU_PASSWORD"] = Password;
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        _terminal.Dispose();
    }

    [Fact]
    public async Task Entries_OverHttp_AreWrittenAndReadVerified()
    {
        Assert.Equal(1, await _terminal.RunAsync("get", "k"));
        Assert.StartsWith("error: please login first\n'immu login immudb' logs in", _terminal.Error);
        await DoneAsync("login", "immudb");
        await DoneAsync("set", "k", "old");
        await DoneAsync("set", "k", "new");
        await DoneAsync("zadd", "set", "1.5", "k");
        await DoneAsync("reference", "name", "k");

        JsonElement entry = JsonDocument.Parse(await DoneAsync("get", "k", "--output", "json")).RootElement;
        Assert.Equal(("new", true), (entry.GetProperty("value").GetString(), entry.GetProperty("verified").GetBoolean()));
        Assert.Equal("new\nold\n", await DoneAsync("history", "k", "--value-only"));
        Assert.Equal("old\n", await DoneAsync("get", "k", "--at", "1", "--value-only"));
        Assert.Equal("new\n", await DoneAsync("scan", "k", "--value-only"));
        Assert.Equal("new\n", await DoneAsync("zscan", "set", "--value-only"));
        Assert.Equal("new\n", await DoneAsync("get", "name", "--value-only"));
        Assert.Equal("new\n", await DoneAsync("find", "new", "--value-only"));
        Assert.Contains("entries:    4\n", await DoneAsync("current"));
        Assert.Contains("verified:   true\n", await DoneAsync("inclusion", "1"));
        await DoneAsync("receipt", "1", "-o", _terminal.Home["receipt"]);
        await DoneAsync("verify", _terminal.Home["receipt"], "--pem", _terminal.Home["key.pem.pub"]);
        await DoneAsync("dump", _terminal.Home["dump"]);
    }

    [Fact]
    public async Task Accounts_OverHttp_AreAsOverGrpc()
    {
        await DoneAsync("login", "immudb");
        await DoneAsync("database", "create", "second");
        _terminal.Variables["IMMU_NEW_PASSWORD"] = "An0ther!!";
        await DoneAsync("user", "create", "ann", "read", "second");
        _terminal.Variables["IMMU_PASSWORD"] = "An0ther!!";

        Assert.Contains("read on second", await DoneAsync("user", "list"));
        Assert.Equal(1, await _terminal.RunAsync("set", "k", "v", "--server", $"http://ann@{_functions.Authority}/second"));
        Assert.Equal("error: you do not have permission for this operation\n", _terminal.Error);
        _terminal.Clear();
        _terminal.Variables["IMMU_PASSWORD"] = "wrong";
        Assert.Equal(5, await _terminal.RunAsync("get", "k", "--server", $"http://ann@{_functions.Authority}/second"));
        await DoneAsync("logout", "--everywhere");
        Assert.Equal(1, await _terminal.RunAsync("get", "k"));
    }

    [Fact]
    public async Task Shell_OverHttp_RunsItsLines()
    {
        await DoneAsync("login", "immudb");
        await DoneAsync("database", "create", "second");
        await DoneAsync("set", "k", "here");

        Assert.Equal(3, await _terminal.RunAsync("shell", "--value-only"));
        Assert.StartsWith("here\nNow using second\n", _terminal.Output);
        Assert.EndsWith("there\n", _terminal.Output);
        Assert.Equal("error: Key not found\n", _terminal.Error);
    }

    [Fact]
    public async Task AuditMode_OverHttp_Checks()
    {
        await DoneAsync("login", "immudb");
        await DoneAsync("set", "k", "1");
        string[] audit = ["audit-mode", "--once", "--output", "json", "--audit-username", "immudb", "--audit-password", Password, "--audit-signature", "validate", "--roots-filepath", _terminal.Home["audited"]];
        await DoneAsync(audit);
        await DoneAsync("set", "k", "2");

        Assert.Equal("passed", JsonDocument.Parse(await DoneAsync(audit)).RootElement.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Get_OverGrpcFromFunctions_NamesHttp()
    {
        Assert.Equal(1, await _terminal.RunAsync("status", "--server", $"immu://{_functions.Authority}"));
        Assert.EndsWith("functions answer there, not gRPC: the address begins with http:// or https://\n", _terminal.Error);
    }

    [Fact]
    public async Task Get_OverHttpFromALedgerWithGrpc_NamesGrpc()
    {
        await using ServedLedger ledger = await ServedLedger.StartAsync();

        Assert.Equal(1, await _terminal.RunAsync("status", "--server", $"http://{ledger.Authority}"));
        Assert.EndsWith("A ledger that speaks gRPC has one that begins with immu:// or immus://\n", _terminal.Error);
    }

    private async Task<string> DoneAsync(params string[] command)
    {
        _terminal.Clear();
        int code = await _terminal.RunAsync(command);
        Assert.True(code == 0, $"{string.Join(' ', command)} ended with {code}: {_terminal.Error}");
        string output = _terminal.Output;
        _terminal.Clear();
        return output;
    }
}
