using System.Security.Cryptography;
using Google.Protobuf;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Signing;

namespace ImmuFunctions.Client.Signatures;

/// <summary>Wraps values as immudb's clients do and signs them with the writer's own key. For use by any number of threads, one at a time.</summary>
/// <remarks>See docs/client-signatures.md for what such a signature says and what it does not.</remarks>
public sealed class ValueSigner : IDisposable
{
    // Guards _key, which signs one thing at a time.
    private readonly Lock _gate = new();
    private readonly P256PrivateKey _key;

    /// <param name="key">On P-256; it may lie in a key store. It is taken over: disposed with this.</param>
    /// <exception cref="ArgumentException">It is on another curve.</exception>
    public ValueSigner(ECDsa key)
        : this(P256PrivateKey.FromKey(key))
    {
    }

    private ValueSigner(P256PrivateKey key)
    {
        _key = key;
        KeyId = P256PublicKey.IdOf(P256PublicKey.FingerprintOf(key.PublicPoint));
    }

    /// <summary>The key's name among people: see <see cref="P256PublicKey.Id"/>.</summary>
    public string KeyId { get; }

    /// <summary>The public half, to be given to those who are to trust it: SEC1 uncompressed point, 65 bytes.</summary>
    public ReadOnlySpan<byte> PublicPoint => _key.PublicPoint;

    /// <summary>Reads the key from PEM text.</summary>
    /// <param name="pem">One private key on P-256, SEC1 or PKCS#8, not encrypted.</param>
    /// <exception cref="ArgumentException">It is something else; the message says what.</exception>
    public static ValueSigner FromPem(string pem) => new(P256PrivateKey.FromPem(pem));

    /// <summary>Wraps and signs a value.</summary>
    /// <param name="database">Name of the database it is to be written to; there alone the signature holds.</param>
    /// <param name="key">The key it is to be written under; there alone the signature holds.</param>
    /// <param name="payload">Any bytes.</param>
    /// <param name="now">Taken in whole seconds; after 1970.</param>
    /// <returns>What to send as the value.</returns>
    public ByteString Sign(string database, ByteString key, ByteString payload, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(payload);
        long seconds = now.ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds, nameof(now));

        var digest = ValueDigest.Of(database, key.Span, (ulong)seconds, payload.Span);
        byte[] signature;
        lock (_gate)
            signature = _key.SignDigest(digest);
        return UnsafeByteOperations.UnsafeWrap(SignedValue.Encode((ulong)seconds, payload.Span, signature, _key.PublicPoint));
    }

    /// <summary>Releases the key.</summary>
    public void Dispose() => _key.Dispose();
}
