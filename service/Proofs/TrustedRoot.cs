using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Proofs;

/// <summary>The <c>rootIndex</c> of a Safe request: the last entry of the tree the client trusts.</summary>
/// <remarks>Spec section 3.5. Absent is 0. It must lie in the log as it is before the operation; on an empty log only 0 does.</remarks>
internal static class TrustedRoot
{
    /// <summary>Refuses an index that <paramref name="snapshot"/> does not reach: <c>invalid root index</c>.</summary>
    /// <returns>The index, zero-based.</returns>
    public static ulong RequireWithin(Snapshot snapshot, Index? rootIndex)
    {
        ulong trusted = rootIndex?.Index_ ?? 0;
        return trusted == 0 || trusted < snapshot.Size ? trusted : throw ImmuErrors.InvalidRootIndex();
    }

    /// <summary>The same before a write, where no snapshot is needed yet: index 0 passes without a look at the log.</summary>
    public static async ValueTask<ulong> RequireKnownAsync(OpenDatabase database, Index? rootIndex, CancellationToken cancellationToken) =>
        (rootIndex?.Index_ ?? 0) == 0
            ? 0
            : RequireWithin(await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false), rootIndex);
}
