using System.CommandLine;
using System.Text.RegularExpressions;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Shell;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Commands;

/// <summary>The examples of the help, typed.</summary>
public sealed partial class HelpExampleTests : IAsyncLifetime
{
    private const string Password = "Passw0rd!";

    // They go on until they are stopped, take long, or need folders and services of this machine; their own tests run them.
    private static readonly string[] NotTyped =
    [
        "shell", "demo", "serve", "bench", "audit", "doctor", "backup", "restore", "verify", "audit-mode", "audit-mode uninstall", "audit-mode start",
        "audit-mode stop", "audit-mode restart", "audit-mode status", "admin set",
    ];

    // What has to come before or behind the others.
    private static readonly string[] First = ["immu login immudb"];
    private static readonly string[] Last = ["immu user deactivate ann", "immu logout"];

    private readonly TestTerminal _terminal = new();
    private ServedLedger _ledger = null!;

    public async ValueTask InitializeAsync()
    {
        ServedLedger.MakeKey(_terminal.Home["key.pem"]);
        _ledger = await ServedLedger.StartAsync(Password, ("value-index", "true"), ("signingKey", _terminal.Home["key.pem"]));
        _terminal.Variables["IMMUCLIENT_IMMUDB_PORT"] = _ledger.Port;
        _terminal.Variables["IMMU_PASSWORD"] = Password;
        _terminal.Variables["IMMU_NEW_PASSWORD"] = "An0ther!!";
        await File.WriteAllTextAsync(_terminal.Home["logo.png"], "a picture", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_terminal.Home["first.jsonl"], Rows(0, 43), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_terminal.Home["rest.jsonl"], Rows(43, 100), TestContext.Current.CancellationToken);
        File.Copy(Path.Combine(RepositoryFolder.Path, "samples", "data", "elements.csv"), _terminal.Home["elements.csv"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _terminal.Dispose();
    }

    [Fact]
    public async Task Examples_All_AreUnderstoodAndOfTheirCommand()
    {
        await using var host = new CommandHost(_terminal.Terminal());
        RootCommand root = CommandTree.Create(host);

        Assert.All(Described(root), command =>
        {
            ParseResult parsed = root.Parse([.. WordsOf(command.Example).Skip(1)], new ParserConfiguration { ResponseFileTokenReplacer = null });
            Assert.Empty(parsed.Errors);
            Assert.Contains(command, Line(parsed.CommandResult.Command));
        });
    }

    [Fact]
    public async Task Examples_Typed_EndWith0()
    {
        await using var host = new CommandHost(_terminal.Terminal());
        string[] examples = [.. Described(CommandTree.Create(host)).Where(IsTyped).Select(command => command.Example).Distinct().OrderBy(Place)];
        await DoneAsync("login", "immudb");
        await DoneAsync("import", _terminal.Home["first.jsonl"]);
        await DoneAsync("current", "--output", "json");
        string rootOf43 = RootHash().Match(_terminal.Output).Value;
        await DoneAsync("set", "greeting", "hello");
        await DoneAsync("import", _terminal.Home["rest.jsonl"]);
        await DoneAsync("set", "report-7", "text");
        await DoneAsync("set", "team-a", "text");

        Assert.True(examples.Length > 35, "the examples are not found any more");
        foreach (string example in examples)
        {
            // The root that only this ledger has, and files of this test's own.
            await DoneAsync([.. WordsOf(RootHash().Replace(example, rootOf43)).Skip(1).Select(WithPlace)]);
        }
    }

    private static int Place(string example) => First.Contains(example) ? 0 : Last.Contains(example) ? 2 + Array.IndexOf(Last, example) : 1;

    private static bool IsTyped(DescribedCommand command) => command.Subcommands.Count == 0 && !NotTyped.Contains(string.Join(' ', CommandTree.PathOf(command).Skip(1)));

    private static IEnumerable<DescribedCommand> Described(Command command) =>
        command.Subcommands.SelectMany(sub => Described(sub).Prepend((DescribedCommand)sub));

    private static IEnumerable<Command> Line(Command command) => command.Parents.OfType<Command>().SelectMany(Line).Prepend(command);

    // As a shell would split it; of what another shell runs, the part in the parentheses.
    private static IReadOnlyList<string> WordsOf(string example) => Words.Split(InAnotherShell().Replace(example, "$1"))!;

    private string WithPlace(string word) => word switch
    {
        "@logo.png" => "@" + _terminal.Home["logo.png"],
        "samples/data/elements.csv" => _terminal.Home["elements.csv"],
        _ when OwnFile().IsMatch(word) => _terminal.Home[word],
        _ => word,
    };

    private static string Rows(int from, int to) =>
        string.Concat(Enumerable.Range(from, to - from).Select(number => $"{{\"key\":\"row-{number}\",\"value\":\"shipped\"}}\n"));

    private async Task DoneAsync(params string[] command)
    {
        _terminal.Clear();
        int code = await _terminal.RunAsync(command);
        Assert.True(code == 0, $"immu {string.Join(' ', command)} ended with {code}: {_terminal.Error}");
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex RootHash();

    [GeneratedRegex("^source <[(](.*)[)]$")]
    private static partial Regex InAnotherShell();

    [GeneratedRegex("^[a-z]+[.](bkp|jsonl|tlog-proof)$")]
    private static partial Regex OwnFile();
}
