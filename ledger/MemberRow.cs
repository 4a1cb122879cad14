namespace ImmuFunctions.Ledger;

/// <summary>A member of a sorted set, as a walk by score meets it.</summary>
/// <param name="Key">The stored key.</param>
/// <param name="Score">Its score, bit for bit.</param>
/// <param name="Version">The newest version of the stored key; may be a plain entry that somebody wrote there.</param>
public readonly record struct MemberRow(ReadOnlyMemory<byte> Key, double Score, KeyVersion Version);
