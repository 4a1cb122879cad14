using ImmuFunctions.Cli.Output;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Cli.Stores;

/// <summary>What lies in a store beside its databases.</summary>
/// <remarks>The identity is copied, for clients know the ledger by it. Secrets are not: with other keys for tokens everybody logs in anew, and nobody can make tokens from a backup.</remarks>
internal static class SmallBlobs
{
    /// <summary>Copies the identity.</summary>
    /// <exception cref="FailureException">The copy is of another ledger.</exception>
    public static async Task CopyAsync(IBlobStore source, IBlobStore destination, CancellationToken cancellationToken)
    {
        if (await source.GetAsync(ServerIdentity.BlobName, cancellationToken) is not { } identity)
            return;
        await destination.PutAsync(ServerIdentity.BlobName, identity.Bytes, PutCondition.IfAbsent, PutDurability.Durable, cancellationToken);
        if (await destination.GetAsync(ServerIdentity.BlobName, cancellationToken) is not { } copy || !copy.Bytes.Span.SequenceEqual(identity.Bytes.Span))
            throw new FailureException(new Failure("ABORTED", "the copy is of another ledger: its identity is another one. Choose another folder.", 4));
    }
}
