using ImmuFunctions.Client.Trust;

namespace ImmuFunctions.Client.Proofs;

/// <summary>What a proof shows: a root that may be trusted now, or nothing.</summary>
/// <param name="Root">Null if the proof does not hold.</param>
/// <param name="Fault">What was expected and what was found; null if it holds.</param>
public sealed record ProofResult(TrustedRoot? Root, string? Fault)
{
    /// <summary>Whether the proof holds.</summary>
    public bool Holds => Root is not null;

    /// <summary>It does not hold.</summary>
    public static ProofResult Refused(string fault) => new(null, fault);
}
