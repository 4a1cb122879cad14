using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Ledger;
using Immudb.Schema;

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
        Hash root = size == snapshot.Size ? snapshot.Root : await snapshot.RootAtAsync(size, cancellationToken).ConfigureAwait(false);
        Hash[] inclusion = await snapshot.InclusionAsync(index, size, cancellationToken).ConfigureAwait(false);
        Hash[] consistency = await snapshot.ConsistencyAsync(trusted + 1, size, cancellationToken).ConfigureAwait(false);

        var buffer = new HashBuffer(2 + inclusion.Length + consistency.Length);
        var proof = new Proof { Leaf = buffer.Add(leaf), Index = index, Root = buffer.Add(root), At = size - 1 };
        buffer.Add(inclusion, proof.InclusionPath);
        buffer.Add(consistency, proof.ConsistencyPath);
        return proof;
    }
}
