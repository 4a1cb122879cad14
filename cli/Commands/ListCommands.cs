using System.CommandLine;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Commands;

/// <summary>The commands that read many entries.</summary>
internal static class ListCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All(CommandHost host) => [History(host), Scan(host), IScan(host), ZScan(host), Find(host)];

    private static Command History(CommandHost host)
    {
        Argument<string> key = CommandOptions.Key();
        Option<int> limit = CommandOptions.Limit();
        Option<bool> reverse = CommandOptions.Reverse("Oldest first.");
        Option<bool> unverified = CommandOptions.Unverified();
        return host.Command(
            "history", "List the versions of a key, newest first.", "immu history greeting --limit 10", [key, limit, reverse, unverified],
            async run =>
            {
                LedgerBytes bytes = run.Bytes(key);
                var options = new ListOptions { Limit = run.Value(limit), Reverse = run.Value(reverse) };
                LedgerClient ledger = await run.ConnectAsync();
                return await PrintAsync(run, run.Value(unverified)
                    ? ledger.HistoryUnverifiedAsync(bytes, options, run.CancellationToken)
                    : ledger.HistoryAsync(bytes, options, run.CancellationToken));
            },
            "h");
    }

    private static Command Scan(CommandHost host)
    {
        var prefix = new Argument<string>("prefix") { Description = "What the keys begin with. [default: all keys]", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "" };
        Option<int> limit = CommandOptions.Limit();
        Option<bool> reverse = CommandOptions.Reverse("The greatest keys first.");
        var after = new Option<string?>("--after") { Description = "Go on behind this key.", HelpName = "key" };
        var follow = new Option<bool>("--follow") { Description = "List what references stand for too." };
        Option<bool> unverified = CommandOptions.Unverified();
        return host.Command(
            "scan", "List the keys with a prefix, each with its newest value.", "immu scan user: --limit 20", [prefix, limit, reverse, after, follow, unverified],
            async run =>
            {
                LedgerBytes bytes = run.Bytes(prefix);
                var options = new ListOptions
                {
                    Limit = run.Value(limit),
                    Reverse = run.Value(reverse),
                    After = run.Value(after) is { } key ? GivenBytes.Read(key, run.Host) : default,
                    FollowReferences = run.Value(follow),
                };
                LedgerClient ledger = await run.ConnectAsync();
                return await PrintAsync(run, run.Value(unverified)
                    ? ledger.ScanUnverifiedAsync(bytes, options, run.CancellationToken)
                    : ledger.ScanAsync(bytes, options, run.CancellationToken));
            },
            "scn");
    }

    private static Command IScan(CommandHost host)
    {
        var page = new Argument<ulong>("page") { Description = "Number of the page; the first is 1." };
        var size = new Argument<ulong>("size") { Description = "Entries on a page." };
        Option<bool> unverified = CommandOptions.Unverified();
        return host.Command(
            "iscan", "List the log itself, page by page.", "immu iscan 1 100", [page, size, unverified],
            async run =>
            {
                ulong number = Math.Max(1, run.Value(page));
                ulong length = run.Value(size);
                if (length is 0 or > int.MaxValue || number > ulong.MaxValue / length)
                    throw FailureException.WrongUse("a page has at least one entry, and no log is so long");
                ulong from = (number - 1) * length;
                LedgerClient ledger = await run.ConnectAsync();
                return await PrintAsync(run, FirstOf(
                    run.Value(unverified) ? ledger.EntriesUnverifiedAsync(from, null, run.CancellationToken) : ledger.EntriesAsync(from, null, run.CancellationToken),
                    (int)length));
            },
            "iscn");
    }

    private static Command ZScan(CommandHost host)
    {
        Argument<string> set = CommandOptions.Bytes("set", "The sorted set");
        Option<int> limit = CommandOptions.Limit();
        Option<bool> reverse = CommandOptions.Reverse("The greatest scores first.");
        var least = new Option<double?>("--min") { Description = "The least score.", HelpName = "score" };
        var greatest = new Option<double?>("--max") { Description = "The greatest score.", HelpName = "score" };
        Option<bool> unverified = CommandOptions.Unverified();
        return host.Command(
            "zscan", "List the members of a sorted set by their scores.", "immu zscan ranking --reverse --limit 3", [set, limit, reverse, least, greatest, unverified],
            async run =>
            {
                LedgerBytes bytes = run.Bytes(set);
                var options = new ListOptions { Limit = run.Value(limit), Reverse = run.Value(reverse), MinScore = run.Value(least), MaxScore = run.Value(greatest) };
                LedgerClient ledger = await run.ConnectAsync();
                IAsyncEnumerable<SetMember> members = run.Value(unverified)
                    ? ledger.SetMembersUnverifiedAsync(bytes, options, run.CancellationToken)
                    : ledger.SetMembersAsync(bytes, options, run.CancellationToken);
                await run.Printer.WriteAllAsync(members.Select(Results.Of), run.CancellationToken);
                return 0;
            },
            "zscn");
    }

    private static Command Find(CommandHost host)
    {
        Argument<string> value = CommandOptions.Bytes("value", "The value looked for");
        var prefix = new Option<bool>("--prefix") { Description = "Values that begin with it." };
        var all = new Option<bool>("--all-versions") { Description = "Older versions of keys too." };
        Option<int> limit = CommandOptions.Limit();
        Option<bool> unverified = CommandOptions.Unverified();
        return host.Command(
            "find", "List the keys that have a value; the ledger has to index values (--value-index).", "immu find shipped --prefix", [value, prefix, all, limit, unverified],
            async run =>
            {
                LedgerBytes bytes = run.Bytes(value);
                bool isPrefix = run.Value(prefix);
                LedgerClient ledger = await run.ConnectAsync();
                IAsyncEnumerable<LedgerEntry> entries = (run.Value(all), run.Value(unverified)) switch
                {
                    (false, false) => ledger.KeysWithValueAsync(bytes, isPrefix, run.CancellationToken),
                    (false, true) => ledger.KeysWithValueUnverifiedAsync(bytes, isPrefix, run.CancellationToken),
                    (true, false) => ledger.FindByValueAsync(bytes, isPrefix, run.CancellationToken),
                    (true, true) => ledger.FindByValueUnverifiedAsync(bytes, isPrefix, run.CancellationToken),
                };
                return await PrintAsync(run, run.Value(limit) is > 0 and var most ? FirstOf(entries, most) : entries);
            });
    }

    // Nothing is asked for behind the last one.
    private static IAsyncEnumerable<LedgerEntry> FirstOf(IAsyncEnumerable<LedgerEntry> entries, int most) => entries.Take(most);

    private static async Task<int> PrintAsync(CommandRun run, IAsyncEnumerable<LedgerEntry> entries)
    {
        await run.Printer.WriteAllAsync(entries.Select(Results.Of), run.CancellationToken);
        return 0;
    }
}
