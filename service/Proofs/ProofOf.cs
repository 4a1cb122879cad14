using Immudb.Schema;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Service.Proofs;

/// <summary>The Proof that goes with a Safe answer.</summary>
/// <remarks>Spec sections 2.3, 2.5 and 3.</remarks>
internal static class ProofOf
{
    /// <summary>Proves that an entry is in the tree of a given size and that this tree goes on from the one the client trusts.</summary>
    /// <param name="snapshot">Reaches at least <paramref name="size"/>.</param>
    /// <param name="index">Zero-based index of the entry; less than <paramref name="size"/>.</param>
    /// <param name="size">Leaves of the tree the proof is for.</param>
    /// <param name="trusted">Zero-based index of the last leaf the client trusts; less than <paramref name="size"/>.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public static async ValueTask<Proof> EntryAsync(Snapshot snapshot, ulong index, ulong size, ulong trusted, CancellationToken cancellationToken)
    {
        Hash leaf = await snapshot.LeafAsync(index, cancellationToken).ConfigureAwait(false);
        TreeView tree = await snapshot.TreeAsync(size, cancellationToken).ConfigureAwait(false);
        Hash[] inclusion = await tree.InclusionAsync(index, cancellationToken).ConfigureAwait(false);
        Hash[] consistency = await tree.ConsistencyAsync(trusted + 1, cancellationToken).ConfigureAwait(false);

        var buffer = new HashBuffer(2 + inclusion.Length + consistency.Length);
        var proof = new Proof { Leaf = buffer.Add(leaf), Index = index, Root = buffer.Add(tree.Root), At = size - 1 };
        buffer.Add(inclusion, proof.InclusionPath);
        buffer.Add(consistency, proof.ConsistencyPath);
        return proof;
    }
}
