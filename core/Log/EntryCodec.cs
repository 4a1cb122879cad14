namespace ImmuFunctions.Core.Log;

/// <summary>Writes and reads entry records, the units a frame carries.</summary>
/// <remarks>
/// <c>kind(1) ‖ varint(key bytes) ‖ varint(value bytes) ‖ key ‖ value</c>, varints being unsigned LEB128 in their
/// shortest form, so that an entry has exactly one record. A record neither holds its index (the frame gives it)
/// nor a checksum (the frame's covers it). Nothing here allocates.
/// </remarks>
public static class EntryCodec
{
    /// <summary>Bytes of the shortest record: kind and two zero lengths.</summary>
    public const int MinLength = 3;

    private const int MaxLengthBytes = 5;

    /// <summary>Bytes a record takes.</summary>
    /// <param name="keyLength">Bytes of the key; not negative.</param>
    /// <param name="valueLength">Bytes of the value; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative or the record exceeds <see cref="int.MaxValue"/> bytes.</exception>
    public static int EncodedLength(int keyLength, int valueLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keyLength);
        ArgumentOutOfRangeException.ThrowIfNegative(valueLength);
        var length = 1L + Varint.Length((uint)keyLength) + Varint.Length((uint)valueLength) + keyLength + valueLength;
        if (length > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(valueLength), "An entry record holds at most 2,147,483,647 bytes.");
        return (int)length;
    }

    /// <summary>Writes the record of an entry at the start of <paramref name="destination"/>.</summary>
    /// <returns>The bytes written, equal to <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short or <paramref name="kind"/> is undefined.</exception>
    public static int Encode(EntryKind kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        if (kind > EntryKind.SortedSetMember)
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an entry kind.");
        var length = EncodedLength(key.Length, value.Length);
        if (destination.Length < length)
            throw new ArgumentException($"The record takes {length} bytes, the destination holds {destination.Length}.", nameof(destination));

        destination[0] = (byte)kind;
        var at = 1;
        at += Varint.Write((uint)key.Length, destination[at..]);
        at += Varint.Write((uint)value.Length, destination[at..]);
        key.CopyTo(destination[at..]);
        value.CopyTo(destination[(at + key.Length)..]);
        return length;
    }

    /// <summary>Reads the record at the start of <paramref name="source"/>; more bytes may follow it.</summary>
    /// <param name="source">Bytes from anywhere; hostile ones are answered, never thrown.</param>
    /// <param name="entry">The entry, its spans inside <paramref name="source"/>; empty on a fault.</param>
    /// <param name="consumed">Bytes of the record; 0 on a fault.</param>
    public static EntryFault Decode(ReadOnlySpan<byte> source, out EntryView entry, out int consumed)
    {
        entry = default;
        consumed = 0;
        if (source.IsEmpty) return EntryFault.Incomplete;
        if (source[0] > (byte)EntryKind.SortedSetMember) return EntryFault.BadKind;

        var at = 1;
        var fault = ReadLength(source, ref at, out var keyLength);
        if (fault != EntryFault.None) return fault;
        fault = ReadLength(source, ref at, out var valueLength);
        if (fault != EntryFault.None) return fault;

        var length = (long)at + keyLength + valueLength;
        if (length > int.MaxValue) return EntryFault.BadLength;
        if (length > source.Length) return EntryFault.Incomplete;

        entry = new EntryView(
            (EntryKind)source[0], source.Slice(at, keyLength), source.Slice(at + keyLength, valueLength));
        consumed = (int)length;
        return EntryFault.None;
    }

    private static EntryFault ReadLength(ReadOnlySpan<byte> source, ref int at, out int length)
    {
        length = 0;
        ulong value = 0;
        for (var i = 0; i < MaxLengthBytes; i++)
        {
            if (at >= source.Length) return EntryFault.Incomplete;
            var next = source[at++];
            value |= (ulong)(next & 0x7f) << (7 * i);
            if (next >= 0x80) continue;

            // A last byte of zero adds nothing: the same length has a shorter form.
            var shortest = next != 0 || i == 0;
            if (!shortest || value > int.MaxValue) return EntryFault.BadLength;
            length = (int)value;
            return EntryFault.None;
        }

        return EntryFault.BadLength;
    }
}
