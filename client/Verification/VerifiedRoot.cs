using ImmuFunctions.Client.Trust;

namespace ImmuFunctions.Client.Verification;

/// <summary>The answer to a question for the newest root.</summary>
/// <param name="Root">As the ledger said.</param>
/// <param name="Fault">Why it is not verified; null if the log goes on from the one remembered and, where a key is trusted, the root is signed by it.</param>
public sealed record VerifiedRoot(TrustedRoot Root, VerificationFault? Fault)
{
    /// <summary>Whether nothing is wrong with it.</summary>
    public bool IsVerified => Fault is null;
}
