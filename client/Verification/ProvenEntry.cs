using Immudb.Schema;
using ImmuFunctions.Client.Proofs;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Client.Verification;

/// <summary>What an answer with a proof shows.</summary>
/// <param name="Index">Of the entry.</param>
/// <param name="Leaf">Its leaf, computed here.</param>
/// <param name="Root">The root that may be trusted now; null if the proof does not hold.</param>
/// <param name="Fault">Why not; null if it holds.</param>
internal sealed record ProvenEntry(ulong Index, Hash Leaf, TrustedRoot? Root, VerificationFault? Fault)
{
    public static ProvenEntry Refused(VerificationFault fault) => new(0, default, null, fault);

    /// <summary>Of an entry with its proof.</summary>
    public static ProvenEntry Of(SafeItem answer, TrustedRoot trusted, KnownNodes nodes)
    {
        if (answer.Item is not { } item)
            return Refused(ProofFaults.NoEntry());
        if (answer.Proof is { } proof && proof.Index != item.Index)
            return Refused(new(VerificationCheck.Index, $"entry {item.Index}", $"entry {proof.Index}", item.Index) { Reason = $"the proof is of entry {proof.Index}, the entry says it is {item.Index}" });
        return Of(answer.Proof, TreeHash.Leaf(item.Index, item.Key.Span, item.Value.Span), trusted, nodes);
    }

    /// <summary>Of a proof, and the leaf it has to be of.</summary>
    public static ProvenEntry Of(Proof? proof, Hash leaf, TrustedRoot trusted, KnownNodes nodes)
    {
        ProofResult result = ProofChecks.CheckEntry(proof, leaf, trusted, nodes);
        return new(proof?.Index ?? 0, leaf, result.Root, result.Fault);
    }
}
