using System.CommandLine;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Cli.Stores;

/// <summary><c>immu verify</c>: checks a receipt without any ledger.</summary>
internal static class VerifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandHost host)
    {
        var receipt = new Argument<string>("receipt") { Description = "The receipt: a file such as receipt.tlog-proof." };
        var entry = new Option<string?>("--entry") { Description = "File with the entry's leaf data, for a receipt that does not hold it.", HelpName = "file" };
        var key = new KeyOptions();
        return host.Command(
            "verify", "Check a receipt offline: that an entry is in a log, as the log's owner has signed. Exit code 7 if it is not shown.",
            "immu verify receipt.tlog-proof --pem ledger.pub.pem", [receipt, .. key.All, entry],
            run =>
            {
                string file = run.Value(receipt);
                ReadOnlyMemory<byte>? leaf = run.Value(entry) is { } path ? (ReadOnlyMemory<byte>?)Bytes(path) : null;
                ReceiptCheck shown = ReceiptCheck.TryRead(
                    Bytes(file), leaf,
                    log => key.Read(run, log) ?? throw FailureException.WrongUse("give the public key of the ledger, with --key or --pem: from somewhere else than the receipt, which anybody can make"),
                    out string fault)
                    ?? throw new FailureException(new Failure("DATA_LOSS", $"{file} shows nothing: {fault}", Failure.Damage) { Check = "Receipt" });
                ReadOnlyMemory<byte> value = StructuredValue.TryParse(shown.Value.Span, out _, out ReadOnlySpan<byte> payload) ? payload.ToArray() : shown.Value;
                run.Printer.Write(
                    Field.Of("index", shown.Index),
                    Field.Of("key", shown.Key),
                    Field.Of("value", value),
                    Field.Of("log", shown.Log),
                    Field.Of("size", shown.Size),
                    Field.Of("root", shown.Root.ToString()),
                    Field.Of("signedBy", shown.KeyId),
                    Field.Of("verified", true));
                if (run.Printer.Format == OutputFormat.Table)
                    run.Printer.Say($"Key {shown.KeyId} has signed that entry {shown.Index} is in {shown.Log}.");
                return Task.FromResult(0);
            });
    }

    private static byte[] Bytes(string path) => File.Exists(path) ? File.ReadAllBytes(path) : throw FailureException.NotFound($"there is no file {path}");
}
