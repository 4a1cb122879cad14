namespace ImmuFunctions.Client.Verification;

/// <summary>The answer to a verified write.</summary>
/// <param name="Index">Zero-based index of the entry.</param>
/// <param name="IsVerified">Whether the ledger has proved that the entry is in its log and that the log goes on from the one remembered.</param>
public readonly record struct VerifiedIndex(ulong Index, bool IsVerified);
