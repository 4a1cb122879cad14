using Immudb.Schema;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Items;
using ImmuFunctions.Service.Keys;
using ImmuFunctions.Service.Proofs;
using ImmuFunctions.V1;

namespace ImmuFunctions.Service.Queries;

/// <summary>GetAt: what Get answered at an earlier time, with proof.</summary>
internal static class PastReads
{
    public static async ValueTask<ItemAt> GetAtAsync(OpenDatabase database, GetAtRequest request, CancellationToken cancellationToken)
    {
        KeyRules.RequireName(request.Key.Span);
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        ulong size = request.AtCase switch
        {
            GetAtRequest.AtOneofCase.Index when request.Index < snapshot.Size => request.Index + 1,
            GetAtRequest.AtOneofCase.Index => throw ImmuErrors.IndexNotFound(),
            GetAtRequest.AtOneofCase.Root => await SizeOfAsync(snapshot, request.Root, cancellationToken).ConfigureAwait(false),
            _ => throw ImmuErrors.TimeMissing(),
        };
        Entry entry = await EntryLookup.ResolveAsync(snapshot, request.Key.Memory, size, cancellationToken).ConfigureAwait(false)
            ?? throw ImmuErrors.KeyNotFound();
        return new ItemAt
        {
            Item = EntryItem.Of(entry),
            Inclusion = await ProofOf.InclusionAsync(snapshot, entry.Index, size, cancellationToken).ConfigureAwait(false),
            Consistency = await ProofOf.ConsistencyAsync(snapshot, size, withFirstRoot: true, cancellationToken).ConfigureAwait(false),
        };
    }

    // Entries of the log that had the root.
    private static async ValueTask<ulong> SizeOfAsync(Snapshot snapshot, RootIndex remembered, CancellationToken cancellationToken)
    {
        // As CurrentRoot shows an empty log.
        if (remembered.Root.IsEmpty && remembered.Index == 0)
            return 0;
        if (remembered.Root.Length != Hash.Size)
            throw ImmuErrors.InvalidRoot();
        if (remembered.Index >= snapshot.Size)
            throw ImmuErrors.LaterRoot();
        Hash root = await snapshot.RootAtAsync(remembered.Index + 1, cancellationToken).ConfigureAwait(false);
        return root == Hash.FromBytes(remembered.Root.Span) ? remembered.Index + 1 : throw ImmuErrors.ForeignRoot();
    }
}
