using System.Collections.Concurrent;
using System.Security.Cryptography;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Signing;

/// <summary>A P-256 public key that checks many signatures. For use by any number of threads.</summary>
/// <remarks>Making the platform's key object costs about as much as using it, so they are kept: as many as were ever busy at once.</remarks>
public sealed class P256PublicKey
{
    private const int IdLength = 8;

    // One object is for one thread at a time; the platform promises no more.
    private readonly ConcurrentBag<ECDsa> _idle = [];
    private readonly byte[] _point;

    private P256PublicKey(byte[] point, ECDsa key)
    {
        _point = point;
        _idle.Add(key);
        Fingerprint = FingerprintOf(point);
        Id = IdOf(Fingerprint);
    }

    /// <summary>SEC1 uncompressed point, 65 bytes.</summary>
    public ReadOnlySpan<byte> Point => _point;

    /// <summary>SHA-256 of <see cref="Point"/>.</summary>
    public Hash Fingerprint { get; }

    /// <summary>The key's name among people: the first 8 bytes of <see cref="Fingerprint"/> as 16 lower-case hexadecimal digits.</summary>
    /// <remarks>For print alone. Two keys of one id take 2^32 tries to make, so that keys are compared as a whole.</remarks>
    public string Id { get; }

    /// <summary>Reads a point.</summary>
    /// <param name="point">SEC1 uncompressed point on P-256, 65 bytes.</param>
    /// <returns>Null for any other bytes.</returns>
    public static P256PublicKey? TryFromPoint(ReadOnlySpan<byte> point) =>
        P256Signature.Import(point) is { } key ? new P256PublicKey(point.ToArray(), key) : null;

    /// <summary>Reads every public key of a text in PEM.</summary>
    /// <param name="pem">One or more blocks <c>PUBLIC KEY</c> (SPKI) with keys on P-256; text between them is passed over.</param>
    /// <returns>In the order of the text, at least one.</returns>
    /// <exception cref="ArgumentException">There is none, or a block is something else; the message says what.</exception>
    public static IReadOnlyList<P256PublicKey> FromPem(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        return PemPublicKeys.Read(pem);
    }

    /// <summary><see cref="Fingerprint"/> of a point, whether or not it is on the curve.</summary>
    public static Hash FingerprintOf(ReadOnlySpan<byte> point) => Hash.FromBytes(SHA256.HashData(point));

    /// <summary><see cref="Id"/> of the key with this fingerprint.</summary>
    public static string IdOf(Hash fingerprint) => fingerprint.ToString()[..(2 * IdLength)];

    /// <summary>Says whether the key's owner has signed <paramref name="digest"/>.</summary>
    /// <param name="digest">What was signed: it is not hashed again.</param>
    /// <param name="der">ASN.1 DER <c>SEQUENCE { INTEGER r, INTEGER s }</c>; s may lie in either half.</param>
    /// <returns>False for a wrong signature and for anything malformed; hostile bytes are never thrown.</returns>
    public bool VerifyDigest(Hash digest, ReadOnlySpan<byte> der)
    {
        Span<byte> hash = stackalloc byte[Hash.Size];
        digest.CopyTo(hash);
        var key = _idle.TryTake(out var idle) ? idle : P256Signature.Import(_point)!; // a point that was good once
        var holds = key.VerifyHash(hash, der, DSASignatureFormat.Rfc3279DerSequence);
        _idle.Add(key);
        return holds;
    }
}
