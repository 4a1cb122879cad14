using System.Security.Cryptography;

namespace ImmuFunctions.Core.Signing;

/// <summary>A P-256 private key that signs with SHA-256. Not for concurrent use.</summary>
public sealed class P256PrivateKey : IDisposable
{
    private readonly ECDsa _key;

    private P256PrivateKey(ECDsa key)
    {
        _key = key;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        PublicPoint = [P256Signature.Uncompressed, .. point.X!, .. point.Y!];
    }

    /// <summary>The public half as an uncompressed SEC1 point: <c>04 ‖ X(32) ‖ Y(32)</c>, 65 bytes.</summary>
    public byte[] PublicPoint { get; }

    /// <summary>Reads a key from PEM text.</summary>
    /// <param name="pem">One private key, SEC1 (<c>EC PRIVATE KEY</c>) or PKCS#8 (<c>PRIVATE KEY</c>), not encrypted.
    /// <c>EC PARAMETERS</c> blocks before it, as openssl writes them, are skipped.</param>
    /// <exception cref="ArgumentException">It is something else; the message says what.</exception>
    public static P256PrivateKey FromPem(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        return new P256PrivateKey(PemPrivateKey.Read(pem));
    }

    /// <summary>Signs <paramref name="data"/>: ECDSA over its SHA-256, as ASN.1 DER. Two signatures of the same bytes differ.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) =>
        _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>Releases the key.</summary>
    public void Dispose() => _key.Dispose();
}
