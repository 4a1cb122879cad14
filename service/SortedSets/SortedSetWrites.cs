using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Items;
using ImmuFunctions.Service.Keys;
using ImmuFunctions.Service.Proofs;
using ImmuFunctions.Service.References;
using ImmuFunctions.Service.Rpc;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.SortedSets;

/// <summary>ZAdd and SafeZAdd: a key in a set, with a score.</summary>
/// <remarks>Spec section 7.7.</remarks>
internal static class SortedSetWrites
{
    public static async ValueTask<Index> ZAddAsync(WriteCall call, ZAddOptions request)
    {
        RequireArguments(request);
        EntryDraft draft = await DraftAsync(call.Database, request, call.CancellationToken).ConfigureAwait(false);
        return await SingleWrite.AppendAsync(call, draft).ConfigureAwait(false);
    }

    public static async ValueTask<Proof> SafeZAddAsync(WriteCall call, SafeZAddOptions request)
    {
        ZAddOptions member = request.Zopts ?? new ZAddOptions();
        RequireArguments(member);
        ulong trusted = await TrustedRoot.RequireKnownAsync(call.Database, request.RootIndex, call.CancellationToken).ConfigureAwait(false);
        EntryDraft draft = await DraftAsync(call.Database, member, call.CancellationToken).ConfigureAwait(false);
        return await SingleWrite.AppendProvenAsync(call, draft, trusted).ConfigureAwait(false);
    }

    private static void RequireArguments(ZAddOptions member)
    {
        if (member.Index is null)
            KeyRules.RequireName(member.Key.Span);
        KeyRules.RequireSetName(member.Set.Span);
    }

    private static async ValueTask<EntryDraft> DraftAsync(OpenDatabase database, ZAddOptions member, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        Pointer target = await Pointer.FindAsync(snapshot, member.Key.Memory, member.Index, cancellationToken).ConfigureAwait(false);
        EntryDraft draft = PointerDraft.Member(member, target);
        KeyRules.RequireStorable(draft.Key.Span);
        return draft;
    }
}
