using System.Security.Cryptography;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Signing;

/// <summary>A P-256 private key that signs with SHA-256. Not for concurrent use.</summary>
public sealed class P256PrivateKey : IDisposable
{
    private readonly ECDsa _key;

    private P256PrivateKey(ECDsa key)
    {
        _key = key;
        PublicPoint = PointOf(key);
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

    /// <summary>Takes over a key that lies elsewhere, in a key store of the machine for example; it is disposed with this.</summary>
    /// <param name="key">On P-256.</param>
    /// <exception cref="ArgumentException">It is on another curve; it stays the caller's.</exception>
    public static P256PrivateKey FromKey(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        PemPrivateKey.RequireP256(key);
        return new P256PrivateKey(key);
    }

    /// <summary>Signs <paramref name="data"/>: ECDSA over its SHA-256, as ASN.1 DER. Two signatures of the same bytes differ.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) =>
        _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>Signs a digest, which is not hashed again: ECDSA, as ASN.1 DER.</summary>
    public byte[] SignDigest(Hash digest) => _key.SignHash(digest.ToArray(), DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>Releases the key.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>The public half of a key as in <see cref="PublicPoint"/>.</summary>
    internal static byte[] PointOf(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [P256Signature.Uncompressed, .. point.X!, .. point.Y!];
    }
}
