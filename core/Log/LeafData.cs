using System.Buffers.Binary;

namespace ImmuFunctions.Core.Log;

/// <summary>The bytes whose SHA-256 is an entry's leaf hash.</summary>
/// <remarks>
/// <c>0x00 ‖ u64be(index) ‖ u64be(key bytes) ‖ key ‖ value</c>: immudb 0.8's leaf digest, which is at the same time
/// the RFC 6962 leaf hash of everything after the 0x00. The value's length is not included; the entry's kind neither.
/// </remarks>
public static class LeafData
{
    /// <summary>First byte of every leaf's data. Source: RFC 6962 section 2.1.</summary>
    public const byte LeafPrefix = 0x00;

    private const int FixedLength = 1 + sizeof(ulong) + sizeof(ulong);

    /// <summary>Bytes of the leaf data, its 0x00 prefix included.</summary>
    /// <param name="keyLength">Bytes of the key; not negative.</param>
    /// <param name="valueLength">Bytes of the value; not negative.</param>
    /// <exception cref="OverflowException">The sum exceeds <see cref="int.MaxValue"/>.</exception>
    public static int Length(int keyLength, int valueLength) => checked(FixedLength + keyLength + valueLength);

    /// <summary>Writes the leaf data of an entry at the start of <paramref name="destination"/>.</summary>
    /// <param name="index">The entry's zero-based index in the log.</param>
    /// <param name="key">The stored key.</param>
    /// <param name="value">The stored value.</param>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <returns>The bytes written, equal to <see cref="Length"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public static int Write(ulong index, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        var length = Length(key.Length, value.Length);
        if (destination.Length < length)
            throw new ArgumentException($"The leaf data takes {length} bytes, the destination holds {destination.Length}.", nameof(destination));

        destination[0] = LeafPrefix;
        BinaryPrimitives.WriteUInt64BigEndian(destination[1..], index);
        BinaryPrimitives.WriteUInt64BigEndian(destination[9..], (ulong)key.Length);
        key.CopyTo(destination[FixedLength..]);
        value.CopyTo(destination[(FixedLength + key.Length)..]);
        return length;
    }

    /// <summary>Takes leaf data apart that came without its 0x00 prefix, as in entry bundles and receipts.</summary>
    /// <param name="leafData">Bytes from anywhere; hostile ones are answered, never thrown.</param>
    /// <param name="index">The entry's zero-based index in the log, as the data says; 0 when the answer is false.</param>
    /// <param name="key">The stored key, inside <paramref name="leafData"/>.</param>
    /// <param name="value">The stored value, inside <paramref name="leafData"/>.</param>
    /// <returns>False if the bytes are too few, or fewer than the key's length says.</returns>
    public static bool TryRead(ReadOnlySpan<byte> leafData, out ulong index, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        const int KeyAt = FixedLength - 1;
        index = 0;
        key = value = default;
        if (leafData.Length < KeyAt) return false;
        var keyLength = BinaryPrimitives.ReadUInt64BigEndian(leafData[sizeof(ulong)..]);
        if (keyLength > (ulong)(leafData.Length - KeyAt)) return false;
        index = BinaryPrimitives.ReadUInt64BigEndian(leafData);
        key = leafData.Slice(KeyAt, (int)keyLength);
        value = leafData[(KeyAt + (int)keyLength)..];
        return true;
    }
}
