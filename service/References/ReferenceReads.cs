using Immudb.Schema;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Items;
using ImmuFunctions.Service.Keys;

namespace ImmuFunctions.Service.References;

/// <summary>GetReference: what a reference points to, the version it names included.</summary>
/// <remarks>Spec section 7.6.</remarks>
internal static class ReferenceReads
{
    public static async ValueTask<Item> GetReferenceAsync(OpenDatabase database, Key request, CancellationToken cancellationToken)
    {
        if (KeyRules.IsEmptyOrReserved(request.Key_.Span))
            throw ImmuErrors.InvalidReference();
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        Entry reference = await EntryLookup.NewestAsync(snapshot, request.Key_.Memory, cancellationToken).ConfigureAwait(false)
            ?? throw ImmuErrors.KeyNotFound();
        if (reference.Kind == EntryKind.Plain)
            throw ImmuErrors.NotAReference();
        Entry target = await EntryLookup.FollowAsync(snapshot, reference, cancellationToken).ConfigureAwait(false)
            ?? throw ImmuErrors.KeyNotFound();
        return EntryItem.Of(target);
    }
}
