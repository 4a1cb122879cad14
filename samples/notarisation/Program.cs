// Shows that a document existed when it was notarised, and has not changed since: to anybody, without the ledger.
//
//   notarise FILE [LEDGER]            stores the document's SHA-256, and a receipt beside the document
//   check FILE RECEIPT KEY            offline; KEY is a file with the ledger's verifier key, got by a way you trust

using System.Security.Cryptography;
using ImmuFunctions.Client;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Log;

const int NotShown = 7; // as for everything that does not match its proof

switch (args)
{
    case ["notarise", var file, .. var rest]:
        await using (LedgerClient ledger = await LedgerClient.ConnectAsync(rest is [var address] ? address : "immu://immudb:immudb@127.0.0.1:3322/defaultdb"))
        {
            // The hash alone: the document stays with its owner. The time is wrapped around the value.
            ulong index = await ledger.SetAsync(await KeyOfAsync(file), Path.GetFileName(file));
            await File.WriteAllBytesAsync(file + ".tlog-proof", await ledger.ReceiptAsync(index));
            Console.WriteLine($"{file} is entry {index}; the receipt is {file}.tlog-proof");
        }

        return 0;

    case ["check", var file, var receipt, var key]:
        string? fault = Check(await KeyOfAsync(file), await File.ReadAllBytesAsync(receipt), await File.ReadAllTextAsync(key), out string finding);
        Console.WriteLine(fault is null ? $"{file} {finding}" : $"NOT SHOWN: {fault}");
        return fault is null ? 0 : NotShown;

    default:
        Console.Error.WriteLine("usage: notarise FILE [LEDGER] | check FILE RECEIPT KEY");
        return 2;
}

static async Task<string> KeyOfAsync(string file)
{
    await using FileStream document = File.OpenRead(file);
    return "document/" + Convert.ToHexStringLower(await SHA256.HashDataAsync(document));
}

// Null if the receipt shows that the document's hash is in the ledger of the key; else why it does not.
static string? Check(LedgerBytes expectedKey, byte[] receipt, string verifierKey, out string finding)
{
    finding = "";
    if (VerifierKey.TryParse(verifierKey.Trim()) is not { } key)
        return "the key is no verifier key (name+id+base64)";
    if (TlogProof.TryParse(receipt, out TlogProof? proof) is not TlogProofFault.None and var damage)
        return $"the receipt is damaged ({damage})";

    // The entry in the receipt is the notary's word until the proof has been checked against its hash.
    ReadOnlySpan<byte> entry = proof!.Extra.Span;
    if (proof.Verify(entry, key, out Checkpoint? checkpoint) is not TlogProofFault.None and var refusal)
        return $"the receipt does not hold ({refusal})";
    if (!LeafData.TryRead(entry, out ulong index, out ReadOnlySpan<byte> storedKey, out ReadOnlySpan<byte> value) || index != proof.Index)
        return "the receipt is of something that is no entry of a ledger";
    if (!storedKey.SequenceEqual(expectedKey.Span))
        return "the receipt is of another document, or the document has changed";

    string time = StructuredValue.TryParse(value, out ulong seconds, out _) ? $"{DateTimeOffset.FromUnixTimeSeconds((long)seconds):u}" : "no time";
    finding = $"was notarised as entry {index} of {key.Name}, by the notary's clock {time}; the log had {checkpoint!.Size} entries";
    return null;
}
