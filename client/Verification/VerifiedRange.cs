namespace ImmuFunctions.Client.Verification;

/// <summary>The answer to a verified batch: entries [From, To) of the log.</summary>
/// <param name="From">Zero-based index of the first entry.</param>
/// <param name="To">One past the index of the last.</param>
/// <param name="Fault">Why it is not verified; null if the ledger has proved that exactly these entries, in this order, were appended to the log it had.</param>
public readonly record struct VerifiedRange(ulong From, ulong To, VerificationFault? Fault)
{
    /// <summary>Whether nothing is wrong with it.</summary>
    public bool IsVerified => Fault is null;
}
