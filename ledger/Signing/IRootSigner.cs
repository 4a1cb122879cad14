namespace ImmuFunctions.Ledger.Signing;

/// <summary>Signs tree roots with a P-256 key that may live elsewhere.</summary>
public interface IRootSigner
{
    /// <summary>Signs <paramref name="payload"/>: ECDSA over its SHA-256.</summary>
    /// <param name="payload">What is signed; for immudb's root see spec of <see cref="Core.Signing.RootPayload"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="LedgerException">Unavailable: the key cannot be reached now.</exception>
    ValueTask<RootSignature> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
