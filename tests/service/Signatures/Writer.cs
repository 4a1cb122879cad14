using System.Security.Cryptography;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Service.Tests.Serving;

namespace ImmuFunctions.Service.Tests.Signatures;

/// <summary>A client with a key of its own.</summary>
internal sealed class Writer : IDisposable
{
    public const ulong Timestamp = 1_607_431_880;

    private readonly P256PrivateKey _key = P256PrivateKey.FromKey(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public P256PublicKey PublicKey => P256PublicKey.TryFromPoint(_key.PublicPoint)!;

    /// <summary>What to set; the signature is for <paramref name="signedKey"/> and <paramref name="database"/>.</summary>
    public KeyValue Signed(string key, string payload, string database = "defaultdb", string? signedKey = null)
    {
        byte[] content = Bytes.Of(payload).ToByteArray();
        byte[] signature = _key.SignDigest(ValueDigest.Of(database, Bytes.Of(signedKey ?? key).Span, Timestamp, content));
        return new KeyValue { Key = Bytes.Of(key), Value = ByteString.CopyFrom(SignedValue.Encode(Timestamp, content, signature, _key.PublicPoint)) };
    }

    /// <summary>As <see cref="Signed"/>, with a byte behind it.</summary>
    public KeyValue Malformed(string key, string payload)
    {
        KeyValue item = Signed(key, payload);
        return new KeyValue { Key = item.Key, Value = ByteString.CopyFrom([.. item.Value.Span, 0]) };
    }

    /// <summary>Wrapped and not signed.</summary>
    public static KeyValue Unsigned(string key, string payload) =>
        new() { Key = Bytes.Of(key), Value = new Content { Timestamp = Timestamp, Payload = Bytes.Of(payload) }.ToByteString() };

    public void Dispose() => _key.Dispose();
}
