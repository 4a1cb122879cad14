using System.Collections.Frozen;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Core.Signing;

/// <summary>Whose signatures of values count. For use by any number of threads.</summary>
/// <remarks>A signature by another key is not even checked: it costs its sender nothing, and would cost us.</remarks>
public sealed class TrustedSigners
{
    private readonly FrozenDictionary<Hash, P256PublicKey> _keys;

    /// <param name="keys">Any number; with none, no value is trusted. A key may stand there twice.</param>
    public TrustedSigners(IEnumerable<P256PublicKey> keys)
    {
        P256PublicKey[] distinct = [.. keys.DistinctBy(key => key.Fingerprint)];
        Keys = distinct;
        _keys = distinct.ToFrozenDictionary(key => key.Fingerprint);
    }

    /// <summary>The keys, each once.</summary>
    public IReadOnlyList<P256PublicKey> Keys { get; }

    /// <summary>Looks at the signature of a value.</summary>
    /// <param name="database">Name of the database it is in.</param>
    /// <param name="key">The entry's key.</param>
    /// <param name="value">The value as stored; bytes from anywhere.</param>
    public ValueVerdict Judge(string database, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        switch (SignedValue.Read(value, out var content))
        {
            case ValueForm.Plain: return new(SignatureFinding.NotStructured, null);
            case ValueForm.Structured: return new(SignatureFinding.NotSigned, null);
            case ValueForm.Malformed: return new(SignatureFinding.Malformed, null);
        }

        var fingerprint = P256PublicKey.FingerprintOf(content.PublicPoint);
        if (!_keys.TryGetValue(fingerprint, out var signer)) return new(SignatureFinding.UnknownKey, P256PublicKey.IdOf(fingerprint));
        var holds = signer.VerifyDigest(ValueDigest.Of(database, key, content.Timestamp, content.Payload), content.Signature);
        return new(holds ? SignatureFinding.Trusted : SignatureFinding.Wrong, signer.Id);
    }
}
