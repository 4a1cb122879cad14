using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Service.Proofs;
using ImmuFunctions.Service.Rpc;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Items;

/// <summary>Appends one entry that has been found valid, and answers with its index or its proof.</summary>
internal static class SingleWrite
{
    /// <summary>Appends <paramref name="entry"/>; the answer of the rpcs without proof.</summary>
    public static async ValueTask<Index> AppendAsync(WriteCall call, EntryDraft entry)
    {
        Commit commit = await call.AppendAsync([entry]).ConfigureAwait(false);
        return new Index { Index_ = commit.FirstIndex };
    }

    /// <summary>Appends <paramref name="entry"/>; the answer of the Safe rpcs.</summary>
    /// <param name="call">Where to, and for whom.</param>
    /// <param name="entry">What.</param>
    /// <param name="trusted">Index of the root the client trusts; found valid before (<see cref="TrustedRoot"/>).</param>
    /// <remarks>The proof is for the tree that ends with this entry, even if others were written behind it: the Go
    /// client keeps the root under the entry's index. Spec section 3.4.</remarks>
    public static async ValueTask<Proof> AppendProvenAsync(WriteCall call, EntryDraft entry, ulong trusted)
    {
        Commit commit = await call.AppendAsync([entry]).ConfigureAwait(false);

        // The root that the client of a replay trusts may be newer than the entry: then the proof is for the tree of that root.
        ulong size = Math.Max(commit.FirstIndex, trusted) + 1;
        return await ProofOf.EntryAsync(commit.Snapshot, commit.FirstIndex, size, trusted, call.CancellationToken).ConfigureAwait(false);
    }

    /// <summary>A plain entry of what a request carries; the message's bytes are shared, not copied.</summary>
    public static EntryDraft Plain(ByteString key, ByteString value) => new(EntryKind.Plain, key.Memory, value.Memory);
}
