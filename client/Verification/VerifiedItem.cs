using Immudb.Schema;

namespace ImmuFunctions.Client.Verification;

/// <summary>The answer to a verified read.</summary>
/// <param name="Item">The entry, as stored.</param>
/// <param name="Fault">
/// Why it is not verified; null if the ledger has proved that the entry is in its log, that the log goes on from the one
/// remembered, and that the entry is of the key asked for, or of the one to which an entry of that key refers. immudb 0.8
/// has no proof that no newer entry of the key exists.
/// </param>
public sealed record VerifiedItem(Item Item, VerificationFault? Fault)
{
    /// <summary>Whether nothing is wrong with it.</summary>
    public bool IsVerified => Fault is null;

    /// <summary>Where the key asked for is a reference: the entry by which it refers to <see cref="Item"/>. Null otherwise.</summary>
    public ulong? ReferredBy { get; init; }
}
