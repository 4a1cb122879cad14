using Immudb.Schema;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Keys;
using ImmuFunctions.Service.References;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Items;

/// <summary>Turns a list of operations into entries, one each, in order.</summary>
/// <remarks>
/// Spec section 7.5 step 3. A sorted-set member or reference whose key is set earlier in the list points to the index
/// which that set will get; it is not known yet, so the draft is bound to the element and the ledger fills it in.
/// Everything else must name an index that exists already.
/// </remarks>
internal sealed class AtomicPlan(OpenDatabase database)
{
    private readonly Dictionary<ReadOnlyMemory<byte>, int> _setAt = new(KeyEquality.Instance);
    private Snapshot? _snapshot;

    public async ValueTask<EntryDraft[]> DraftAsync(Ops request, CancellationToken cancellationToken)
    {
        var drafts = new EntryDraft[request.Operations.Count];
        for (int i = 0; i < drafts.Length; i++)
        {
            Op op = request.Operations[i];
            switch (op.OperationCase)
            {
                case Op.OperationOneofCase.KVs:
                    drafts[i] = SingleWrite.Plain(op.KVs.Key, op.KVs.Value);
                    _setAt[op.KVs.Key.Memory] = i;
                    break;
                case Op.OperationOneofCase.ZOpts:
                    drafts[i] = await MemberAsync(op.ZOpts, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    drafts[i] = await ReferenceAsync(op.ROpts, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }

        return drafts;
    }

    private async ValueTask<EntryDraft> MemberAsync(ZAddOptions member, CancellationToken cancellationToken)
    {
        // immudb checks the stored key alone, which a set's name cannot spoil, except by posing as another set.
        if (!SortedSetKey.IsSetName(member.Set.Span))
            throw ImmuErrors.InvalidSet();
        if (_setAt.TryGetValue(member.Key.Memory, out int element))
            return PointerDraft.Member(member, Pointer.ToBatchElement(member.Key.Memory)) with { BoundTo = element };
        Index index = member.Index ?? throw ImmuErrors.MemberIndexMissing();
        return PointerDraft.Member(member, await ExistingAsync(member.Key.Memory, index, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<EntryDraft> ReferenceAsync(ReferenceOptions reference, CancellationToken cancellationToken)
    {
        if (_setAt.TryGetValue(reference.Key.Memory, out int element))
            return PointerDraft.Reference(reference, Pointer.ToBatchElement(reference.Key.Memory)) with { BoundTo = element };
        Index index = reference.Index ?? throw ImmuErrors.ReferenceIndexMissing();
        return PointerDraft.Reference(reference, await ExistingAsync(reference.Key.Memory, index, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<Pointer> ExistingAsync(ReadOnlyMemory<byte> key, Index index, CancellationToken cancellationToken)
    {
        // Taken once for the list, and only if it is needed. Entries never change, so it stays true until the append.
        _snapshot ??= await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        return await Pointer.ToIndexAsync(_snapshot, key, index.Index_, cancellationToken).ConfigureAwait(false);
    }
}
