using Immudb.Schema;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Service.Proofs;

/// <summary>Proofs as the wire carries them.</summary>
/// <remarks>Spec sections 2.3 to 2.5 and 3.</remarks>
internal static class ProofOf
{
    /// <summary>The Proof that goes with a Safe answer: that an entry is in the tree of a given size and that this tree goes on from the one the client trusts.</summary>
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

    /// <summary>That an entry is in the tree of a given size.</summary>
    /// <param name="snapshot">Reaches at least <paramref name="size"/>.</param>
    /// <param name="index">Zero-based index of the entry; less than <paramref name="size"/>.</param>
    /// <param name="size">Leaves of the tree the proof is for.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public static async ValueTask<InclusionProof> InclusionAsync(Snapshot snapshot, ulong index, ulong size, CancellationToken cancellationToken)
    {
        Hash leaf = await snapshot.LeafAsync(index, cancellationToken).ConfigureAwait(false);
        TreeView tree = await snapshot.TreeAsync(size, cancellationToken).ConfigureAwait(false);
        Hash[] path = await tree.InclusionAsync(index, cancellationToken).ConfigureAwait(false);

        var buffer = new HashBuffer(2 + path.Length);
        var proof = new InclusionProof { At = size - 1, Index = index, Root = buffer.Add(tree.Root), Leaf = buffer.Add(leaf) };
        buffer.Add(path, proof.Path);
        return proof;
    }

    /// <summary>That the tree of <paramref name="snapshot"/> goes on from an older one.</summary>
    /// <param name="snapshot">Reaches at least <paramref name="oldSize"/>.</param>
    /// <param name="oldSize">Leaves of the older tree, at least 1.</param>
    /// <param name="withFirstRoot">Whether to give the older root too; immudb leaves it to the client, who knows it.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public static async ValueTask<ConsistencyProof> ConsistencyAsync(Snapshot snapshot, ulong oldSize, bool withFirstRoot, CancellationToken cancellationToken)
    {
        Hash[] path = await snapshot.ConsistencyAsync(oldSize, snapshot.Size, cancellationToken).ConfigureAwait(false);
        var buffer = new HashBuffer(2 + path.Length);
        var proof = new ConsistencyProof { First = oldSize - 1, Second = snapshot.Size - 1, SecondRoot = buffer.Add(snapshot.Root) };
        if (withFirstRoot)
            proof.FirstRoot = buffer.Add(await snapshot.RootAtAsync(oldSize, cancellationToken).ConfigureAwait(false));
        buffer.Add(path, proof.Path);
        return proof;
    }
}
