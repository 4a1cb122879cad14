using System.CommandLine;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Cli.Commands;

/// <summary>The commands that read one entry.</summary>
internal static class ReadCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All(CommandHost host) =>
    [
        Get(host),
        Always(host, "safeget", "Read the newest value of a key; always verified.", "immu safeget greeting", isRaw: false, "sg"),
        Always(host, "rawsafeget", "Read the newest value of a key as it is in the log, the wrapping with a time included; verified.", "immu rawsafeget greeting", isRaw: true, "rg"),
        ByIndex(host, "getByIndex", "Read the entry at a place in the log.", "immu getByIndex 42", isRaw: false, "bi"),
        ByIndex(host, "getRawBySafeIndex", "Read the entry at a place in the log as it is there; verified.", "immu getRawBySafeIndex 42", isRaw: true, "brsi"),
        Count(host),
    ];

    /// <summary>An entry that has to be there.</summary>
    public static LedgerEntry Found(LedgerEntry? entry, RpcException otherwise) => entry ?? throw new FailureException(Failures.Of(otherwise.Code, otherwise.Message));

    private static Command Get(CommandHost host)
    {
        Argument<string> key = CommandOptions.Key();
        Option<bool> unverified = CommandOptions.Unverified();
        var at = new Option<ulong?>("--at") { Description = "As it was when the log had so many entries.", HelpName = "size" };
        return host.Command(
            "get", "Read the newest value of a key, or one of long ago.", "immu get greeting --at 100", [key, at, unverified],
            async run =>
            {
                LedgerBytes bytes = run.Bytes(key);
                LedgerClient ledger = await run.ConnectAsync();
                LedgerEntry? entry = (run.Value(at), run.Value(unverified)) switch
                {
                    ({ } size, false) => await ledger.GetAtAsync(bytes, size, run.CancellationToken),
                    ({ } size, true) => await ledger.GetAtUnverifiedAsync(bytes, size, run.CancellationToken),
                    (null, false) => await ledger.GetAsync(bytes, run.CancellationToken),
                    (null, true) => await ledger.GetUnverifiedAsync(bytes, run.CancellationToken),
                };
                run.Printer.Write(Results.Of(Found(entry, ImmuErrors.KeyNotFound())));
                return 0;
            },
            "g");
    }

    private static Command Always(CommandHost host, string name, string description, string example, bool isRaw, string alias)
    {
        Argument<string> key = CommandOptions.Key();
        return host.Command(
            name, description, example, [key],
            async run =>
            {
                LedgerBytes bytes = run.Bytes(key);
                LedgerClient ledger = await run.ConnectAsync();
                LedgerEntry entry = Found(await ledger.GetAsync(bytes, run.CancellationToken), ImmuErrors.KeyNotFound());
                run.Printer.Write(isRaw ? Results.Raw(entry) : Results.Of(entry));
                return 0;
            },
            alias);
    }

    private static Command ByIndex(CommandHost host, string name, string description, string example, bool isRaw, string alias)
    {
        Argument<ulong> index = CommandOptions.Index();
        return host.Command(
            name, description, example, [index],
            async run =>
            {
                LedgerClient ledger = await run.ConnectAsync();
                LedgerEntry entry = Found(await ledger.GetByIndexAsync(run.Value(index), run.CancellationToken), ImmuErrors.IndexNotFound());
                run.Printer.Write(isRaw ? Results.Raw(entry) : Results.Of(entry));
                return 0;
            },
            alias);
    }

    private static Command Count(CommandHost host)
    {
        Argument<string> key = CommandOptions.Key();
        return host.Command(
            "count", "Count the versions of a key; the ledger's word for it.", "immu count greeting", [key],
            async run =>
            {
                LedgerBytes bytes = run.Bytes(key);
                LedgerClient ledger = await run.ConnectAsync();
                ulong count = await ledger.CountVersionsUnverifiedAsync(bytes, run.CancellationToken);
                run.Printer.Write(Field.Of("key", bytes.Memory), Field.Of(Printer.CountField, count), Field.Of("verified", false));
                return 0;
            },
            "cnt");
    }
}
