using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Signing;

namespace ImmuFunctions.Client.Signatures;

/// <summary>Says of values who signed them. For use by any number of threads.</summary>
/// <remarks>It says nothing of whether a value is in the ledger: that is what proofs are for.</remarks>
/// <param name="signers">The keys that are trusted, got by another way than from the ledger.</param>
public sealed class ValueVerifier(TrustedSigners signers)
{
    /// <summary>The keys that are trusted.</summary>
    public TrustedSigners Signers => signers;

    /// <summary>Reads the trusted keys from PEM texts.</summary>
    /// <param name="pems">Each with one or more blocks <c>PUBLIC KEY</c> on P-256.</param>
    /// <exception cref="ArgumentException">One holds something else; the message says what.</exception>
    public static ValueVerifier FromPem(params IEnumerable<string> pems) => new(new TrustedSigners(pems.SelectMany(P256PublicKey.FromPem)));

    /// <summary>Looks at a value.</summary>
    /// <param name="database">Name of the database it was read from.</param>
    /// <param name="key">The key it is stored under. What was read through a reference or a sorted set is signed for its own key, not for the reference's.</param>
    /// <param name="value">As stored, wrapped.</param>
    public ValueVerdict Verify(string database, ByteString key, ByteString value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return signers.Judge(database, key.Span, value.Span);
    }

    /// <summary>Looks at the value of an item.</summary>
    /// <param name="database">Name of the database it was read from.</param>
    /// <param name="item">As the ledger answered.</param>
    public ValueVerdict Verify(string database, Item item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return Verify(database, item.Key, item.Value);
    }
}
