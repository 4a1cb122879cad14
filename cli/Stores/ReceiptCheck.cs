using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Cli.Stores;

/// <summary>What a receipt shows, found without any ledger.</summary>
/// <param name="Index">Place of the entry in the log.</param>
/// <param name="Key">The entry's key.</param>
/// <param name="Value">Its value as it is stored.</param>
/// <param name="Log">The log's name.</param>
/// <param name="Size">Entries that the log had when the checkpoint was signed.</param>
/// <param name="Root">Their root.</param>
/// <param name="KeyId">Who has signed, in hexadecimal.</param>
internal sealed record ReceiptCheck(ulong Index, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, string Log, ulong Size, Hash Root, string KeyId)
{
    /// <summary>Checks a receipt: its signature by the key, its path from the entry to the signed root, and that the entry in it says the place it is at.</summary>
    /// <param name="receipt">The file's bytes.</param>
    /// <param name="entry">The leaf data, if the receipt is without; null for what is in it.</param>
    /// <param name="keyFor">Gives the key for the name of a log.</param>
    /// <param name="fault">Why it shows nothing.</param>
    /// <returns>Null if it shows nothing.</returns>
    public static ReceiptCheck? TryRead(ReadOnlySpan<byte> receipt, ReadOnlyMemory<byte>? entry, Func<string, VerifierKey> keyFor, out string fault)
    {
        TlogProofFault parsed = TlogProof.TryParse(receipt, out TlogProof? proof);
        if (proof is null)
        {
            fault = $"it is no receipt ({parsed})";
            return null;
        }

        if (SignedNote.TryParse(proof.Note.Span, out SignedNote? note) != CheckpointFault.None || Checkpoint.TryParse(note!.Text.Span, out Checkpoint? claimed) != CheckpointFault.None)
        {
            fault = "what is signed is no checkpoint";
            return null;
        }

        ReadOnlyMemory<byte> leaf = entry ?? proof.Extra;
        if (!LeafData.TryRead(leaf.Span, out ulong index, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value))
        {
            fault = leaf.IsEmpty ? "the entry is not in it: give it with --entry" : "the entry is none of this kind of log";
            return null;
        }

        VerifierKey signer = keyFor(claimed!.Origin);
        TlogProofFault verified = proof.Verify(leaf.Span, signer, out Checkpoint? checkpoint);
        if (verified != TlogProofFault.None || index != proof.Index)
        {
            fault = verified switch
            {
                TlogProofFault.None => $"the entry in it is entry {index}, and the path is that of entry {proof.Index}",
                TlogProofFault.UnknownKey => $"it is not signed by key {signer.KeyId:x8} of {signer.Name}",
                TlogProofFault.WrongSignature => $"the signature of key {signer.KeyId:x8} does not hold",
                _ => $"the entry is not in the tree that was signed ({verified})",
            };
            return null;
        }

        fault = "";
        return new ReceiptCheck(index, key.ToArray(), value.ToArray(), checkpoint!.Origin, checkpoint.Size, checkpoint.Root, $"{signer.KeyId:x8}");
    }
}
