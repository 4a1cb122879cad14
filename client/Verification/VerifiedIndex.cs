namespace ImmuFunctions.Client.Verification;

/// <summary>The answer to a verified write.</summary>
/// <param name="Index">Zero-based index of the entry.</param>
/// <param name="Fault">Why it is not verified; null if the ledger has proved that the entry is in its log and that the log goes on from the one remembered.</param>
public readonly record struct VerifiedIndex(ulong Index, VerificationFault? Fault)
{
    /// <summary>Whether nothing is wrong with it.</summary>
    public bool IsVerified => Fault is null;
}
