using Google.Protobuf;
using Google.Protobuf.Collections;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.V1;

namespace ImmuFunctions.Service.Proofs;

/// <summary>Prove: many proofs from one moment of the log.</summary>
internal static class BulkProofs
{
    // With paths of 63 hashes, the longest there are, an answer of all that may be asked for stays below 3 MiB.
    private const int MostSizes = 256;
    private const int MostEntries = 1024;

    public static async ValueTask<ProveReply> ProveAsync(OpenDatabase database, ProveRequest request, CancellationToken cancellationToken)
    {
        Require(request);
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        List<ulong> sizes = [.. request.Sizes];
        if (request.ToNow && snapshot.Size > 0)
            sizes.Add(snapshot.Size);
        ulong size = sizes.LastOrDefault();
        if (sizes.Any(s => s > snapshot.Size) || request.Entries.Any(index => index >= size))
            throw ImmuErrors.IndexNotFound();

        var reply = new ProveReply { Size = size };
        await AddLinksAsync(reply, snapshot, sizes, cancellationToken).ConfigureAwait(false);
        await AddInclusionsAsync(reply, snapshot, request.Entries, cancellationToken).ConfigureAwait(false);
        return reply;
    }

    private static void Require(ProveRequest request)
    {
        bool isGood = request.Sizes.Count <= MostSizes
            && request.Entries.Count <= MostEntries
            && (request.Entries.Count == 0 || request.Sizes.Count > 0 || request.ToNow);
        ulong before = 1;
        foreach (ulong size in request.Sizes)
        {
            isGood &= size >= before;
            before = size;
        }

        if (!isGood)
            throw ImmuErrors.InvalidProofRequest();
    }

    private static async ValueTask AddLinksAsync(ProveReply reply, Snapshot snapshot, List<ulong> sizes, CancellationToken cancellationToken)
    {
        var roots = new byte[sizes.Count * Hash.Size];
        for (int i = 0; i < sizes.Count; i++)
        {
            TreeView tree = await snapshot.TreeAsync(sizes[i], cancellationToken).ConfigureAwait(false);
            tree.Root.CopyTo(roots.AsSpan(i * Hash.Size));
            if (i > 0)
                reply.Links.Add(Joined(await tree.ConsistencyAsync(sizes[i - 1], cancellationToken).ConfigureAwait(false)));
        }

        reply.Roots = UnsafeByteOperations.UnsafeWrap(roots);
    }

    private static async ValueTask AddInclusionsAsync(ProveReply reply, Snapshot snapshot, RepeatedField<ulong> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
            return;
        TreeView tree = await snapshot.TreeAsync(reply.Size, cancellationToken).ConfigureAwait(false);
        reply.Inclusions.Capacity = entries.Count;
        foreach (ulong index in entries)
            reply.Inclusions.Add(Joined(await tree.InclusionAsync(index, cancellationToken).ConfigureAwait(false)));
    }

    private static ByteString Joined(Hash[] hashes) => UnsafeByteOperations.UnsafeWrap(Hash.AsBytes(hashes).ToArray());
}
