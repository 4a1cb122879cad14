using System.CommandLine;
using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Commands;

/// <summary>The commands that write entries.</summary>
internal static class WriteCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All(CommandHost host) =>
    [
        Set(host, "set", "Write a value under a key.", "immu set greeting hello", mayTrust: true, isRaw: false, "s"),
        Set(host, "safeset", "Write a value under a key; always verified.", "immu safeset greeting hello", mayTrust: false, isRaw: false, "ss"),
        Set(host, "rawsafeset", "Write a value as it is, not wrapped with a time; verified.", "immu rawsafeset logo @logo.png", mayTrust: false, isRaw: true, "rs"),
        Reference(host, "reference", "Give a key another name.", "immu reference latest report-7", mayTrust: true, "r"),
        Reference(host, "safereference", "Give a key another name; always verified.", "immu safereference latest report-7", mayTrust: false, "sr"),
        ZAdd(host, "zadd", "Add a key to a sorted set.", "immu zadd ranking 4.5 team-a", mayTrust: true, "za"),
        ZAdd(host, "safezadd", "Add a key to a sorted set; always verified.", "immu safezadd ranking 4.5 team-a", mayTrust: false, "sza"),
    ];

    private static Command Set(CommandHost host, string name, string description, string example, bool mayTrust, bool isRaw, string alias)
    {
        Argument<string> key = CommandOptions.Key();
        Argument<string> value = CommandOptions.Bytes("value", "The value");
        Option<bool> unverified = CommandOptions.Unverified();
        return host.Command(
            name, description, example, mayTrust ? [key, value, unverified] : [key, value],
            async run =>
            {
                LedgerBytes keyBytes = run.Bytes(key);
                LedgerBytes valueBytes = run.Bytes(value);
                bool isVerified = !(mayTrust && run.Value(unverified));
                LedgerClient ledger = await run.ConnectAsync();
                ulong index = (isVerified, isRaw) switch
                {
                    (false, _) => await ledger.SetUnverifiedAsync(keyBytes, valueBytes, run.CancellationToken),
                    (true, true) => await ledger.SetRawAsync(keyBytes, valueBytes, run.CancellationToken),
                    (true, false) => await ledger.SetAsync(keyBytes, valueBytes, run.CancellationToken),
                };
                run.Printer.Write(Results.Written(index, keyBytes, valueBytes, isVerified));
                return 0;
            },
            alias);
    }

    private static Command Reference(CommandHost host, string name, string description, string example, bool mayTrust, string alias)
    {
        Argument<string> reference = CommandOptions.Bytes("reference", "The other name");
        Argument<string> key = CommandOptions.Key();
        Option<ulong?> version = CommandOptions.Version();
        Option<bool> unverified = CommandOptions.Unverified();
        return host.Command(
            name, description, example, mayTrust ? [reference, key, version, unverified] : [reference, key, version],
            async run =>
            {
                LedgerBytes referenceBytes = run.Bytes(reference);
                LedgerBytes keyBytes = run.Bytes(key);
                bool isVerified = !(mayTrust && run.Value(unverified));
                LedgerClient ledger = await run.ConnectAsync();
                ulong index = isVerified
                    ? await ledger.SetReferenceAsync(referenceBytes, keyBytes, run.Value(version), run.CancellationToken)
                    : await ledger.SetReferenceUnverifiedAsync(referenceBytes, keyBytes, run.Value(version), run.CancellationToken);
                run.Printer.Write(
                    Output.Field.Of("index", index),
                    Output.Field.Of("reference", referenceBytes.Memory),
                    Output.Field.Of("key", keyBytes.Memory),
                    Output.Field.Of("verified", isVerified));
                return 0;
            },
            alias);
    }

    private static Command ZAdd(CommandHost host, string name, string description, string example, bool mayTrust, string alias)
    {
        Argument<string> set = CommandOptions.Bytes("set", "The sorted set");
        var score = new Argument<double>("score") { Description = "What the set is sorted by: a number." };
        Argument<string> key = CommandOptions.Key();
        Option<ulong?> version = CommandOptions.Version();
        Option<bool> unverified = CommandOptions.Unverified();
        return host.Command(
            name, description, example, mayTrust ? [set, score, key, version, unverified] : [set, score, key, version],
            async run =>
            {
                LedgerBytes setBytes = run.Bytes(set);
                LedgerBytes keyBytes = run.Bytes(key);
                bool isVerified = !(mayTrust && run.Value(unverified));
                LedgerClient ledger = await run.ConnectAsync();
                ulong index = isVerified
                    ? await ledger.AddToSetAsync(setBytes, run.Value(score), keyBytes, run.Value(version), run.CancellationToken)
                    : await ledger.AddToSetUnverifiedAsync(setBytes, run.Value(score), keyBytes, run.Value(version), run.CancellationToken);
                run.Printer.Write(
                    Output.Field.Of("index", index),
                    Output.Field.Of("set", setBytes.Memory),
                    Output.Field.Of("score", run.Value(score)),
                    Output.Field.Of("key", keyBytes.Memory),
                    Output.Field.Of("verified", isVerified));
                return 0;
            },
            alias);
    }
}
