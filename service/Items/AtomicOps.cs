using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Items;

/// <summary>ExecAllOps: sets, references and sorted-set members, all or none.</summary>
/// <remarks>Spec section 7.5, in its order: the list, each operation, what they point to, the keys that result.</remarks>
internal static class AtomicOps
{
    public static async ValueTask<Index> ExecAllOpsAsync(OpenDatabase database, Ops request, CancellationToken cancellationToken)
    {
        if (request.Operations.Count == 0)
            throw ImmuErrors.EmptyBatch();
        var identities = new OpIdentities();
        foreach (Op op in request.Operations)
            identities.Require(op);
        EntryDraft[] drafts = await new AtomicPlan(database).DraftAsync(request, cancellationToken).ConfigureAwait(false);
        return await Batches.AppendAsync(database, drafts, cancellationToken).ConfigureAwait(false);
    }
}
