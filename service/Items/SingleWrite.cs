using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Proofs;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Items;

/// <summary>Appends one entry that has been found valid, and answers with its index or its proof.</summary>
internal static class SingleWrite
{
    /// <summary>Appends <paramref name="entry"/>; the answer of the rpcs without proof.</summary>
    public static async ValueTask<Index> AppendAsync(OpenDatabase database, EntryDraft entry, CancellationToken cancellationToken)
    {
        Commit commit = await database.Ledger.AppendAsync(new[] { entry }, cancellationToken).ConfigureAwait(false);
        return new Index { Index_ = commit.FirstIndex };
    }

    /// <summary>Appends <paramref name="entry"/>; the answer of the Safe rpcs.</summary>
    /// <param name="database">Where to.</param>
    /// <param name="entry">What.</param>
    /// <param name="trusted">Index of the root the client trusts; found valid before (<see cref="TrustedRoot"/>).</param>
    /// <param name="cancellationToken">Cancels the wait, not the append.</param>
    /// <remarks>The proof is for the tree that ends with this entry, even if others were written behind it: the Go
    /// client keeps the root under the entry's index. Spec section 3.4.</remarks>
    public static async ValueTask<Proof> AppendProvenAsync(OpenDatabase database, EntryDraft entry, ulong trusted, CancellationToken cancellationToken)
    {
        Commit commit = await database.Ledger.AppendAsync(new[] { entry }, cancellationToken).ConfigureAwait(false);
        return await ProofOf.EntryAsync(commit.Snapshot, commit.FirstIndex, commit.FirstIndex + 1, trusted, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A plain entry of what a request carries; the message's bytes are shared, not copied.</summary>
    public static EntryDraft Plain(ByteString key, ByteString value) => new(EntryKind.Plain, key.Memory, value.Memory);
}
