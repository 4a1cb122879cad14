using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Keys;
using ImmuFunctions.Service.Proofs;

namespace ImmuFunctions.Service.Items;

/// <summary>Get and SafeGet: the newest version of one key.</summary>
/// <remarks>Spec section 7.3.</remarks>
internal static class Gets
{
    public static async ValueTask<Item> GetAsync(OpenDatabase database, Key request, CancellationToken cancellationToken)
    {
        KeyRules.RequireName(request.Key_.Span);
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        Entry? entry = await EntryLookup.ResolveAsync(snapshot, request.Key_.Memory, cancellationToken).ConfigureAwait(false);
        return entry is null ? throw ImmuErrors.KeyNotFound() : EntryItem.Of(entry);
    }

    /// <remarks>Item and proof come from one snapshot, so the proof is always of the item returned.</remarks>
    public static async ValueTask<SafeItem> SafeGetAsync(OpenDatabase database, SafeGetOptions request, CancellationToken cancellationToken)
    {
        KeyRules.RequireName(request.Key.Span);
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        ulong trusted = TrustedRoot.RequireWithin(snapshot, request.RootIndex);
        Entry entry = await EntryLookup.ResolveAsync(snapshot, request.Key.Memory, cancellationToken).ConfigureAwait(false)
            ?? throw ImmuErrors.KeyNotFound();
        return new SafeItem
        {
            Item = EntryItem.Of(entry),
            Proof = await ProofOf.EntryAsync(snapshot, entry.Index, snapshot.Size, trusted, cancellationToken).ConfigureAwait(false),
        };
    }
}
