using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;

namespace ImmuFunctions.Client.Proofs;

/// <summary>What a proof shows: a root that may be trusted now, or nothing.</summary>
/// <param name="Root">Null if the proof does not hold.</param>
/// <param name="Fault">Why not; null if it holds.</param>
public sealed record ProofResult(TrustedRoot? Root, VerificationFault? Fault)
{
    /// <summary>Whether the proof holds.</summary>
    public bool Holds => Root is not null;

    /// <summary>It does not hold.</summary>
    public static ProofResult Refused(VerificationFault fault) => new(null, fault);
}
