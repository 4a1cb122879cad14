using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Proofs;

/// <summary>CurrentRoot, Inclusion and Consistency.</summary>
/// <remarks>Spec sections 2.4, 4 and 7.13.</remarks>
internal static class RootReads
{
    /// <remarks>Both parts are always there, even when empty: the Go client does not look before it reads them.</remarks>
    public static async ValueTask<Root> CurrentRootAsync(OpenDatabase database, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        var answer = new Root { Payload = new RootIndex(), Signature = new Signature() };
        if (snapshot.Size > 0)
        {
            answer.Payload.Index = snapshot.Size - 1;
            answer.Payload.Root = UnsafeByteOperations.UnsafeWrap(snapshot.Root.ToArray());
        }

        if (await snapshot.SignatureAsync(cancellationToken).ConfigureAwait(false) is { } signature)
        {
            answer.Signature.Signature_ = UnsafeByteOperations.UnsafeWrap(signature.Der);
            answer.Signature.PublicKey = UnsafeByteOperations.UnsafeWrap(signature.PublicPoint);
        }

        return answer;
    }

    public static async ValueTask<InclusionProof> InclusionAsync(OpenDatabase database, Index request, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await WithEntryAsync(database, request, cancellationToken).ConfigureAwait(false);
        return await ProofOf.InclusionAsync(snapshot, request.Index_, snapshot.Size, cancellationToken).ConfigureAwait(false);
    }

    /// <remarks><c>firstRoot</c> stays empty: the client knows it and fills it in.</remarks>
    public static async ValueTask<ConsistencyProof> ConsistencyAsync(OpenDatabase database, Index request, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await WithEntryAsync(database, request, cancellationToken).ConfigureAwait(false);
        return await ProofOf.ConsistencyAsync(snapshot, request.Index_ + 1, withFirstRoot: false, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<Snapshot> WithEntryAsync(OpenDatabase database, Index index, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        return index.Index_ < snapshot.Size ? snapshot : throw ImmuErrors.IndexNotFound();
    }
}
