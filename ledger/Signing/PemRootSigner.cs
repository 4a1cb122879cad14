using ImmuFunctions.Core.Signing;

namespace ImmuFunctions.Ledger.Signing;

/// <summary>Signs with a private key from a PEM file.</summary>
/// <param name="key">Owned by the signer from now on.</param>
public sealed class PemRootSigner(P256PrivateKey key) : IRootSigner, IDisposable
{
    private readonly byte[] _publicPoint = key.PublicPoint;

    // Guards the key: it signs for one caller at a time.
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PublicPoint => _publicPoint;

    /// <inheritdoc/>
    public ValueTask<RootSignature> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(new RootSignature(key.Sign(payload.Span), _publicPoint));
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
