using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Rpc;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Items;

/// <summary>ExecAllOps: sets, references and sorted-set members, all or none.</summary>
/// <remarks>Spec section 7.5, in its order: the list, each operation, what they point to, the keys that result.</remarks>
internal static class AtomicOps
{
    public static async ValueTask<Index> ExecAllOpsAsync(WriteCall call, Ops request)
    {
        if (request.Operations.Count == 0)
            throw ImmuErrors.EmptyBatch();
        var identities = new OpIdentities();
        foreach (Op op in request.Operations)
            identities.Require(op);
        EntryDraft[] drafts = await new AtomicPlan(call.Database).DraftAsync(request, call.CancellationToken).ConfigureAwait(false);
        return await Batches.AppendAsync(call, drafts).ConfigureAwait(false);
    }
}
