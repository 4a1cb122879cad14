using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Items;
using ImmuFunctions.Service.Keys;
using ImmuFunctions.Service.Proofs;
using ImmuFunctions.Service.Rpc;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.References;

/// <summary>Reference and SafeReference: a name for another key, or for one version of it.</summary>
/// <remarks>Spec section 7.6. The two rpcs differ in what they say about empty arguments, and when.</remarks>
internal static class ReferenceWrites
{
    public static async ValueTask<Index> ReferenceAsync(WriteCall call, ReferenceOptions request)
    {
        bool newest = request.Index is null;
        if (newest && KeyRules.IsReserved(request.Key.Span))
            throw ImmuErrors.InvalidKey();
        if (KeyRules.IsReserved(request.Reference.Span))
            throw ImmuErrors.InvalidReference();
        if (newest && request.Key.IsEmpty)
            throw ImmuErrors.EmptyKey();

        EntryDraft draft = await DraftAsync(call.Database, request, call.CancellationToken).ConfigureAwait(false);
        if (draft.Key.IsEmpty)
            throw ImmuErrors.EmptyKey();
        KeyRules.RequireStorable(draft.Key.Span);
        return await SingleWrite.AppendAsync(call, draft).ConfigureAwait(false);
    }

    public static async ValueTask<Proof> SafeReferenceAsync(WriteCall call, SafeReferenceOptions request)
    {
        ReferenceOptions reference = request.Ro ?? new ReferenceOptions();
        if (reference.Index is null)
            KeyRules.RequireName(reference.Key.Span);
        if (KeyRules.IsEmptyOrReserved(reference.Reference.Span))
            throw ImmuErrors.InvalidReference();
        ulong trusted = await TrustedRoot.RequireKnownAsync(call.Database, request.RootIndex, call.CancellationToken).ConfigureAwait(false);

        EntryDraft draft = await DraftAsync(call.Database, reference, call.CancellationToken).ConfigureAwait(false);
        KeyRules.RequireStorable(draft.Key.Span);
        return await SingleWrite.AppendProvenAsync(call, draft, trusted).ConfigureAwait(false);
    }

    private static async ValueTask<EntryDraft> DraftAsync(OpenDatabase database, ReferenceOptions request, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        Pointer target = await Pointer.FindAsync(snapshot, request.Key.Memory, request.Index, cancellationToken).ConfigureAwait(false);
        return PointerDraft.Reference(request, target);
    }
}
