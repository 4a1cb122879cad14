using System.CommandLine;
using System.Globalization;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;
using ImmuFunctions.Client.Proofs;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using Schema = Immudb.Schema;

namespace ImmuFunctions.Cli.Commands;

/// <summary>The commands about roots and proofs.</summary>
internal static class ProofCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All(CommandHost host) => [Current(host), Inclusion(host), Consistency(host), Receipt(host)];

    private static Command Current(CommandHost host) => host.Command(
        "current", "Show the log's newest root, held against the one trusted before.", "immu current", [],
        async run =>
        {
            LedgerClient ledger = await run.ConnectAsync();
            TrustedRoot root = await ledger.VerifyRootAsync(run.CancellationToken);
            if (root.IsNone && run.Printer.Format != OutputFormat.Json)
                run.Printer.Say("immudb is empty");
            else
                run.Printer.Write(Results.Of(root, ledger.Database));
            return 0;
        },
        "crt");

    private static Command Inclusion(CommandHost host)
    {
        Argument<ulong> index = CommandOptions.Index();
        var hash = new Argument<string?>("hash") { Description = "The leaf's hash that is expected, in hexadecimal. [default: that of the entry there]", Arity = ArgumentArity.ZeroOrOne };
        return host.Command(
            "inclusion", "Fetch and check the proof that an entry is in the log.", "immu inclusion 42", [index, hash],
            async run =>
            {
                ulong place = run.Value(index);
                Hash? expected = run.Given.GetValue(hash) is { } text ? HashOf(text) : null;
                LedgerClient ledger = await run.ConnectAsync();
                Hash leaf = expected ?? Results.LeafOf(ReadCommands.Found(await ledger.GetByIndexAsync(place, run.CancellationToken), ImmuErrors.IndexNotFound()));
                var proof = (Schema.InclusionProof)await CallAsync(ledger, "Inclusion", place, run.CancellationToken);
                ProofResult result = ProofChecks.CheckInclusion(proof, place, leaf);
                if (!result.Holds)
                    throw Tampered(result.Fault!);
                await AgreeAsync(ledger, result.Root!, place, run.CancellationToken);
                run.Printer.Write(
                    Field.Of("index", place),
                    Field.Of("leaf", leaf.ToString()),
                    Field.Of("at", proof.At),
                    Field.Of("root", result.Root!.Hash.ToString()),
                    Field.Of("path", (ulong)proof.Path.Count),
                    Field.Of("verified", true));
                return 0;
            },
            "i");
    }

    private static Command Consistency(CommandHost host)
    {
        Argument<ulong> index = CommandOptions.Index();
        var hash = new Argument<string>("hash") { Description = "The root of the log that ended with this entry, in hexadecimal." };
        return host.Command(
            "check-consistency", "Check that the log goes on from a root of long ago.", "immu check-consistency 42 b35a48badcab89f9dc9415f47b0af480a9493f8c35f8b1d9e7958d21ba469e82", [index, hash],
            async run =>
            {
                ulong place = run.Value(index);
                if (place >= TreeSize.Max)
                    throw FailureException.WrongUse("no log is so long");
                var old = new TrustedRoot(place + 1, HashOf(run.Value(hash)));
                LedgerClient ledger = await run.ConnectAsync();
                var proof = (Schema.ConsistencyProof)await CallAsync(ledger, "Consistency", place, run.CancellationToken);
                ProofResult result = ProofChecks.CheckExtension(proof, old);
                if (!result.Holds)
                    throw Tampered(result.Fault!);
                await AgreeAsync(ledger, result.Root!, place, run.CancellationToken);
                run.Printer.Write(
                    Field.Of("first", place),
                    Field.Of("first root", old.Hash.ToString()),
                    Field.Of("second", proof.Second),
                    Field.Of("second root", result.Root!.Hash.ToString()),
                    Field.Of("path", (ulong)proof.Path.Count),
                    Field.Of("verified", true));
                return 0;
            },
            "c");
    }

    private static Command Receipt(CommandHost host)
    {
        var entry = new Argument<string>("entry") { Description = "Place in the log, or a key: text:42 is the key 42." };
        var file = new Option<string?>("-o", "--file") { Description = "File to write. [default: <index>.tlog-proof]", HelpName = "file" };
        return host.Command(
            "receipt", "Fetch a receipt: it shows to anybody who has the ledger's public key, offline, that an entry is in the log.", "immu receipt greeting -o greeting.tlog-proof", [entry, file],
            async run =>
            {
                string text = run.Value(entry);
                LedgerClient ledger = await run.ConnectAsync();
                ulong index = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong place)
                    ? place
                    : ReadCommands.Found(await ledger.GetAsync(run.Bytes(entry), run.CancellationToken), ImmuErrors.KeyNotFound()).Index;
                byte[] receipt = await ledger.ReceiptAsync(index, run.CancellationToken);
                string path = run.Value(file) ?? string.Create(CultureInfo.InvariantCulture, $"{index}.tlog-proof");
                if (path == "-")
                {
                    await run.Terminal.Output.WriteAsync(receipt, run.CancellationToken);
                    return 0;
                }

                await File.WriteAllBytesAsync(path, receipt, run.CancellationToken);
                run.Printer.Write(Field.Of("index", index), Field.Of("file", path), Field.Of("bytes", (ulong)receipt.Length), Field.Of("verified", true));
                return 0;
            });
    }

    private static Hash HashOf(string hex)
    {
        if (hex.Length == 2 * Hash.Size && hex.All(char.IsAsciiHexDigit) && Hash.TryFromBytes(Convert.FromHexString(hex), out Hash hash))
            return hash;
        throw FailureException.WrongUse($"a hash is {2 * Hash.Size} hexadecimal digits");
    }

    private static async Task<Google.Protobuf.IMessage> CallAsync(LedgerClient ledger, string rpc, ulong index, CancellationToken cancellationToken) =>
        await ledger.Rpcs.UnaryAsync(ImmuService.Descriptor.FindMethodByName(rpc), new Schema.Index { Index_ = index }, new RpcCall(cancellationToken));

    // The proof is of a root that the ledger names itself: it has to be one that the log trusted goes on to or from.
    private static async Task AgreeAsync(LedgerClient ledger, TrustedRoot root, ulong index, CancellationToken cancellationToken)
    {
        TrustedRoot trusted = await ledger.VerifyRootAsync(cancellationToken);
        if (trusted.Size == root.Size)
        {
            if (trusted.Hash != root.Hash)
                throw new TamperedException(VerificationCheck.Fork, $"the trusted root {trusted.Hash}", $"{root.Hash} for the same size", index);
            return;
        }

        var proof = (Schema.ConsistencyProof)await CallAsync(ledger, "Consistency", root.LastIndex, cancellationToken);
        if (trusted.Size < root.Size || ProofChecks.CheckExtension(proof, root) is not { Holds: true })
            throw new TamperedException(VerificationCheck.Consistency, $"a log that goes on from {root}", $"{trusted}", index);
    }

    private static TamperedException Tampered(VerificationFault fault) => new(fault.Check, fault.Expected, fault.Found, fault.Index);
}
