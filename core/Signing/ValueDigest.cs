using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Signing;

/// <summary>What a client signs when it signs a value: SHA-256 over database, key, timestamp and payload.</summary>
/// <remarks>
/// <c>"immufunctions/value/v1\n" ‖ u64be(database bytes) ‖ database ‖ u64be(key bytes) ‖ key ‖ u64be(timestamp) ‖ payload</c>.
/// The lengths keep the parts from running into each other, the first line keeps the message from being one of another
/// protocol: a root's payload begins with 08 or 12, and even a log that had this name would have a digit next in its
/// checkpoints, not a 00.
/// </remarks>
public static class ValueDigest
{
    private static ReadOnlySpan<byte> Domain => "immufunctions/value/v1\n"u8;

    /// <summary>The digest that is signed, itself not hashed again.</summary>
    /// <param name="database">The database's name; its UTF-8 bytes count.</param>
    /// <param name="key">The entry's key.</param>
    /// <param name="timestamp">Unix seconds.</param>
    /// <param name="payload">The value without what wraps it.</param>
    public static Hash Of(string database, ReadOnlySpan<byte> key, ulong timestamp, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(database);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Domain);
        var name = Encoding.UTF8.GetBytes(database);
        AppendNumber(hash, (ulong)name.Length);
        hash.AppendData(name);
        AppendNumber(hash, (ulong)key.Length);
        hash.AppendData(key);
        AppendNumber(hash, timestamp);
        hash.AppendData(payload);

        Span<byte> digest = stackalloc byte[Hash.Size];
        hash.GetHashAndReset(digest);
        return Hash.FromBytes(digest);
    }

    private static void AppendNumber(IncrementalHash hash, ulong number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
