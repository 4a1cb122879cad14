using ImmuFunctions.Cli.Shell;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Shell;

public sealed class ImmuShellTests : IAsyncLifetime
{
    private ServedLedger _ledger = null!;

    public async ValueTask InitializeAsync() => _ledger = await ServedLedger.StartAsync("Passw0rd!");

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task Lines_FromTheInput_AreCommandsOverOneConnection()
    {
        using TestTerminal terminal = Terminal("""
            # a comment

            set "a key" 'a value'
            GETBYINDEX 0 --value-only
            rawsafeset raw hex:41
            get raw --value-only
            exit
            set never written
            """);

        int code = await terminal.RunAsync("shell", "--output", "json", "--server", _ledger.Address("immudb:Passw0rd!"));

        Assert.Equal("", terminal.Error);
        Assert.Equal(0, code);
        Assert.Equal(
            """
            {"index":0,"key":"a key","value":"a value","verified":true}
            a value
            {"index":1,"key":"raw","value":"A","verified":true}
            A

            """,
            terminal.Output);
    }

    [Fact]
    public async Task Use_InTheShell_SelectsTheDatabaseOfLaterLines()
    {
        using TestTerminal terminal = Terminal("""
            database create other
            set k first
            use other
            set k second
            get k --value-only
            use defaultdb
            get k --value-only
            """);

        Assert.Equal(0, await terminal.RunAsync("it", "--server", _ledger.Address("immudb:Passw0rd!")));
        Assert.Contains("Now using other\n", terminal.Output);
        Assert.Contains("\nsecond\n", terminal.Output);
        Assert.EndsWith("\nfirst\n", terminal.Output);
    }

    [Fact]
    public async Task ValueOnly_GivenToTheShell_HoldsForItsLines()
    {
        using TestTerminal terminal = Terminal("set k v\nget k\n");

        Assert.Equal(0, await terminal.RunAsync("cli-mode", "--value-only", "--server", _ledger.Address("immudb:Passw0rd!")));
        Assert.Equal("v\nv\n", terminal.Output);
    }

    [Fact]
    public async Task Lines_ThatFail_AreSaidAndTheNextOnesRun()
    {
        using TestTerminal terminal = Terminal("get nothing\nget \"unfinished\nnonsense\nshell\nset k -\nset k v --output plain\n");

        int code = await terminal.RunAsync("shell", "--server", _ledger.Address("immudb:Passw0rd!"));

        Assert.Equal(3, code);
        Assert.Equal(
            [
                "error: Key not found", "error: a quote does not end", "error: Unrecognized command or argument 'nonsense'", "'immu --help' says how it is used",
                "error: 'shell' is not for inside the shell", "error: in the shell the standard input is the shell's own: name a file with @ instead of -", "",
            ],
            terminal.Error.Split('\n'));
        Assert.Contains("value:      v\n", terminal.Output);
    }

    [Fact]
    public async Task Keys_OnATerminal_AreEditedCompletedAndRemembered()
    {
        using var terminal = new TestTerminal { IsTerminal = true };
        Type(terminal, "set greeting hello\r");
        Type(terminal, "safeg\t");
        Type(terminal, "gr\t\r");
        terminal.Press(new ConsoleKeyInfo('\0', ConsoleKey.UpArrow, false, false, false));
        Type(terminal, " --value-only\rexit\r");

        int code = await terminal.RunAsync("shell", "--output", "plain", "--server", _ledger.Address("immudb:Passw0rd!"));

        Assert.Equal(0, code);
        Assert.Contains("key:        greeting\nvalue:      hello\n", terminal.Output);
        Assert.EndsWith("\nhello\n", terminal.Output);
        Assert.Contains("\rimmu:defaultdb> ", terminal.Error);
        Assert.Equal(
            ["set greeting hello", "safeget greeting ", "safeget greeting  --value-only", "exit"],
            await File.ReadAllLinesAsync(terminal.Home[ShellHistory.FileName], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void History_OfLinesWithSecrets_DoesNotKeepThem()
    {
        using var folder = new TemporaryFolder();
        var history = new ShellHistory(folder["history"]);

        history.Add("get k");
        history.Add("get k");
        history.Add(" get secret");
        history.Add("get k --server immu://ann:secret@host/");
        history.Add("get l");

        Assert.Equal(["get k", "get l"], new ShellHistory(folder["history"]).Lines);
    }

    private TestTerminal Terminal(string lines)
    {
        var terminal = new TestTerminal { Input = lines };
        return terminal;
    }

    private static void Type(TestTerminal terminal, string text) =>
        terminal.Press([.. text.Select(letter => new ConsoleKeyInfo(letter, letter switch { '\r' => ConsoleKey.Enter, '\t' => ConsoleKey.Tab, _ => ConsoleKey.None }, false, false, false))]);
}
