namespace ImmuFunctions.Ledger.Signing;

/// <summary>Signs tree roots with a P-256 key that may live elsewhere.</summary>
public interface IRootSigner
{
    /// <summary>The public half: uncompressed SEC1 point, 65 bytes <c>04 ‖ X ‖ Y</c>. The same for as long as the signer lives.</summary>
    ReadOnlyMemory<byte> PublicPoint { get; }

    /// <summary>Signs <paramref name="payload"/>: ECDSA over its SHA-256.</summary>
    /// <param name="payload">What is signed; for immudb's root see spec of <see cref="Core.Signing.RootPayload"/>. Not changed until the call is over.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="LedgerException">Unavailable: the key cannot be reached now. A signer gives up by itself after some time.</exception>
    ValueTask<RootSignature> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
