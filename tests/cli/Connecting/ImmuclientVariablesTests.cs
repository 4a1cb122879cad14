using Xunit;

namespace ImmuFunctions.Cli.Tests.Connecting;

/// <summary>immuclient's environment, as scripts may have it.</summary>
public sealed class ImmuclientVariablesTests
{
    [Fact]
    public async Task Commands_ByVariablesAlone_GoWhereTheySay()
    {
        await using ServedLedger ledger = await ServedLedger.StartAsync("Passw0rd!");
        using var terminal = new TestTerminal();
        terminal.Variables["IMMUCLIENT_IMMUDB_ADDRESS"] = "localhost";
        terminal.Variables["IMMUADMIN_IMMUDB_PORT"] = ledger.Port;
        terminal.Variables["IMMUCLIENT_TOKENFILE"] = "token_client";
        terminal.Variables.Remove("IMMU_ROOTS");
        terminal.Variables["IMMUCLIENT_ROOTS_FILEPATH"] = terminal.Home.Path;
        terminal.Variables["IMMUCLIENT_VALUE_ONLY"] = "true";
        terminal.Variables["IMMU_PASSWORD"] = "Passw0rd!";

        Assert.Equal(0, await terminal.RunAsync("login", "immudb"));
        Assert.Equal(0, await terminal.RunAsync("set", "k", "v"));

        Assert.EndsWith("\nv\n", terminal.Output);
        Assert.True(File.Exists(terminal.Home["token_client"]));
        Assert.True(File.Exists(terminal.Home["trusted-roots"]));
    }

    [Fact]
    public async Task Options_BesideVariables_ComeFirst()
    {
        await using ServedLedger ledger = await ServedLedger.StartAsync();
        using var terminal = new TestTerminal();
        terminal.Variables["IMMUCLIENT_IMMUDB_PORT"] = "1";
        terminal.Variables["IMMUCLIENT_MTLS"] = "false";

        Assert.Equal(6, await terminal.RunAsync("status"));
        Assert.Equal(0, await terminal.RunAsync("status", "-p", ledger.Port));
    }
}
