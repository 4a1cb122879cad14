using Immudb.Schema;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Protocol.Errors;

namespace ImmuFunctions.Client.Verification;

/// <summary>The leaves that a batch makes, computed from the request alone.</summary>
internal static class BatchLeaves
{
    /// <summary>Of SetBatch.</summary>
    /// <param name="batch">As sent.</param>
    /// <param name="from">Index of the first entry.</param>
    public static Hash[] Of(KVList batch, ulong from)
    {
        var leaves = new Hash[batch.KVs.Count];
        for (int i = 0; i < leaves.Length; i++)
            leaves[i] = TreeHash.Leaf(from + (ulong)i, batch.KVs[i].Key.Span, batch.KVs[i].Value.Span);
        return leaves;
    }

    /// <summary>Of ExecAllOps.</summary>
    /// <param name="batch">As sent.</param>
    /// <param name="from">Index of the first entry.</param>
    /// <remarks>A reference or member whose key the batch itself sets earlier is bound to that entry (spec section 7.5).</remarks>
    public static Hash[] Of(Ops batch, ulong from)
    {
        var set = new Dictionary<Google.Protobuf.ByteString, ulong>();
        var leaves = new Hash[batch.Operations.Count];
        for (int i = 0; i < leaves.Length; i++)
        {
            ulong index = from + (ulong)i;
            Op operation = batch.Operations[i];
            leaves[i] = operation.OperationCase switch
            {
                Op.OperationOneofCase.KVs => TreeHash.Leaf(index, operation.KVs.Key.Span, operation.KVs.Value.Span),
                Op.OperationOneofCase.ROpts => LeafOf(index, operation.ROpts, Bound(operation.ROpts.Key, operation.ROpts.Index)),
                Op.OperationOneofCase.ZOpts => LeafOf(index, operation.ZOpts, Bound(operation.ZOpts.Key, operation.ZOpts.Index)),
                _ => throw ImmuErrors.OperationNotSet(),
            };
            if (operation.OperationCase == Op.OperationOneofCase.KVs)
                set[operation.KVs.Key] = index;
        }

        return leaves;

        ulong? Bound(Google.Protobuf.ByteString key, Immudb.Schema.Index? given) => set.TryGetValue(key, out ulong index) ? index : given?.Index_;
    }

    private static Hash LeafOf(ulong index, ReferenceOptions reference, ulong? bound) =>
        TreeHash.Leaf(index, reference.Reference.Span, ReferenceValue.Encode(reference.Key.Span, bound));

    private static Hash LeafOf(ulong index, ZAddOptions member, ulong? bound) => TreeHash.Leaf(
        index,
        SortedSetKey.Encode(member.Set.Span, member.Score?.Score_ ?? 0, member.Key.Span, bound),
        ReferenceValue.Encode(member.Key.Span, bound));
}
