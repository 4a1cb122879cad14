using System.Text.Json;
using ImmuFunctions.Cli.Connecting;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Commands;

/// <summary>Logins that outlive the command, and accounts.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private const string Password = "Passw0rd!";

    private readonly TestTerminal _terminal = new();
    private ServedLedger _ledger = null!;

    public async ValueTask InitializeAsync()
    {
        _ledger = await ServedLedger.StartAsync(Password);
        _terminal.Variables["IMMUCLIENT_IMMUDB_PORT"] = _ledger.Port;
        _terminal.Variables["IMMU_PASSWORD"] = Password;
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _terminal.Dispose();
    }

    [Fact]
    public async Task Login_ThenOtherCommands_AreLoggedIn()
    {
        Assert.Equal(1, await _terminal.RunAsync("set", "k", "v"));
        Assert.Contains("'immu login immudb' logs in", _terminal.Error);
        _terminal.Clear();

        Assert.Equal("Successfully logged in as immudb\n", await DoneAsync("login", "immudb"));
        await DoneAsync("set", "k", "v");

        Assert.Equal("v\n", await DoneAsync("get", "k", "--value-only"));
        Assert.Equal("", TokenFile.Read(_terminal.Home["token"])!.Database);
    }

    [Fact]
    public async Task Use_AfterALogin_SelectsTheDatabaseOfLaterCommands()
    {
        await DoneAsync("login", "immudb");
        await DoneAsync("database", "create", "other");
        await DoneAsync("set", "k", "in defaultdb");

        Assert.Equal("Now using other\n", await DoneAsync("use", "other"));

        Assert.Equal("other", TokenFile.Read(_terminal.Home["token"])!.Database);
        Assert.Equal(3, await _terminal.RunAsync("get", "k"));
        await DoneAsync("database", "use", "defaultdb");
        Assert.Equal("in defaultdb\n", await DoneAsync("get", "k", "--value-only"));
    }

    [Fact]
    public async Task Logout_AfterALogin_RemovesTheToken()
    {
        await DoneAsync("login", "immudb");
        string token = TokenFile.Read(_terminal.Home["token"])!.Token;

        await DoneAsync("logout", "--everywhere");

        Assert.False(File.Exists(_terminal.Home["token"]));
        new TokenFile("", token).Write(_terminal.Home["token"]);
        Assert.NotEqual(0, await _terminal.RunAsync("get", "k"));
    }

    [Fact]
    public async Task Login_WithATokenFileOfAnotherName_KeepsItThere()
    {
        await DoneAsync("login", "immudb", "--tokenfile", "mine");

        Assert.True(File.Exists(_terminal.Home["mine"]));
        Assert.False(File.Exists(_terminal.Home["token"]));
        await DoneAsync("set", "k", "v", "--tokenfile", "mine");
    }

    [Fact]
    public async Task Login_WithTheWrongPassword_KeepsNothing()
    {
        _terminal.Variables["IMMU_PASSWORD"] = "wrong";

        Assert.Equal(5, await _terminal.RunAsync("login"));
        Assert.False(File.Exists(_terminal.Home["token"]));
    }

    [Fact]
    public async Task Login_WithThePasswordInTheInput_Works()
    {
        using var terminal = new TestTerminal { Input = Password + "\n" };

        Assert.Equal(0, await terminal.RunAsync("login", "immudb", "-p", _ledger.Port));
        Assert.DoesNotContain(Password, terminal.Output + terminal.Error);
    }

    [Fact]
    public async Task Login_OnATerminal_AsksWithoutShowingThePassword()
    {
        using var terminal = new TestTerminal { IsTerminal = true };
        terminal.Press([.. Password.Select(c => new ConsoleKeyInfo(c, ConsoleKey.None, false, false, false))]);
        terminal.Press(new ConsoleKeyInfo('\r', ConsoleKey.Enter, false, false, false));

        Assert.Equal(0, await terminal.RunAsync("login", "immudb", "--immudb-port", _ledger.Port));
        Assert.Equal("Password of immudb: \n", terminal.Error);
        Assert.DoesNotContain(Password, terminal.Output);
    }

    [Fact]
    public async Task Users_MadeAndChanged_AreListed()
    {
        await DoneAsync("login", "immudb");
        _terminal.Variables["IMMU_NEW_PASSWORD"] = "An0ther!Pass";
        await DoneAsync("user", "create", "ann", "read", "defaultdb");
        await DoneAsync("user", "permission", "grant", "ann", "readwrite", "defaultdb");
        await DoneAsync("user", "deactivate", "ann");

        JsonElement[] users = [.. (await DoneAsync("user", "list", "--output", "json")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

        Assert.Equal(["ann", "immudb"], users.Select(user => user.GetProperty("user").GetString()));
        Assert.Equal("readwrite on defaultdb", users[0].GetProperty("permissions").GetString());
        Assert.False(users[0].GetProperty("active").GetBoolean());
        await DoneAsync("user", "activate", "ann");
        await DoneAsync("user", "permission", "revoke", "ann", "readwrite", "defaultdb");
        _terminal.Variables["IMMU_NEW_PASSWORD"] = "Y3t!Another";
        await DoneAsync("user", "changepassword", "ann");
        Assert.Equal(1, await _terminal.RunAsync("user", "create", "ann", "read", "defaultdb"));
        Assert.Equal("error: user already exists\n", _terminal.Error);
    }

    private async Task<string> DoneAsync(params string[] command)
    {
        _terminal.Clear();
        int code = await _terminal.RunAsync(command);
        Assert.Equal((0, ""), (code, _terminal.Error));
        return _terminal.Output;
    }
}
