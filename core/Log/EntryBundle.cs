using System.Buffers.Binary;

namespace ImmuFunctions.Core.Log;

/// <summary>The entries of one level-0 tile as C2SP's tlog-tiles serves them: <c>length u16be ‖ entry</c> for each, nothing before, between or behind.</summary>
/// <remarks>
/// <para>An entry is what the leaf hashes without the hash's own prefix: <see cref="LeafData"/> after its 0x00. One of more than <see cref="MaxEntryLength"/> bytes has no place in a bundle, nor have its neighbours, whose places it would shift.</para>
/// <para>Source: C2SP tlog-tiles, "Log entries".</para>
/// </remarks>
public static class EntryBundle
{
    /// <summary>The longest entry, in bytes: 65,535.</summary>
    public const int MaxEntryLength = ushort.MaxValue;

    /// <summary>Bytes that an entry takes in a bundle, its length included.</summary>
    /// <param name="keyLength">Bytes of the key; not negative.</param>
    /// <param name="valueLength">Bytes of the value; not negative.</param>
    /// <returns>Null if the entry is longer than <see cref="MaxEntryLength"/>.</returns>
    public static int? Length(int keyLength, int valueLength)
    {
        var length = LeafLength(keyLength, valueLength);
        return length <= MaxEntryLength ? sizeof(ushort) + (int)length : null;
    }

    /// <summary>Writes an entry at the start of <paramref name="destination"/>.</summary>
    /// <param name="index">The entry's zero-based index in the log.</param>
    /// <param name="key">The stored key.</param>
    /// <param name="value">The stored value.</param>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <returns>The bytes written, equal to <see cref="Length"/>.</returns>
    /// <exception cref="ArgumentException">The entry is too long, or <paramref name="destination"/> too short.</exception>
    public static int Write(ulong index, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        if (Length(key.Length, value.Length) is not { } length)
            throw new ArgumentException($"An entry of a bundle has at most {MaxEntryLength} bytes, not {LeafLength(key.Length, value.Length)}.", nameof(value));
        if (destination.Length < length)
            throw new ArgumentException($"The entry takes {length} bytes, the destination holds {destination.Length}.", nameof(destination));

        // The leaf data's prefix falls where the second byte of the length goes.
        LeafData.Write(index, key, value, destination[1..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(length - sizeof(ushort)));
        return length;
    }

    /// <summary>Takes a bundle apart.</summary>
    /// <param name="bundle">Bytes from anywhere; hostile ones are answered, never thrown.</param>
    /// <param name="entries">How many it should have: the width of its tile, 1 to 256.</param>
    /// <param name="found">The entries in order, inside <paramref name="bundle"/>; whether they are those of the log only their hashes tell. Empty on a fault.</param>
    public static BundleFault TryParse(ReadOnlyMemory<byte> bundle, int entries, out IReadOnlyList<ReadOnlyMemory<byte>> found)
    {
        found = [];
        var parsed = new List<ReadOnlyMemory<byte>>();
        while (!bundle.IsEmpty)
        {
            if (parsed.Count == entries) return BundleFault.TooMany;
            if (!BinaryPrimitives.TryReadUInt16BigEndian(bundle.Span, out var length)) return BundleFault.Incomplete;
            bundle = bundle[sizeof(ushort)..];
            if (bundle.Length < length) return BundleFault.Incomplete;
            parsed.Add(bundle[..length]);
            bundle = bundle[length..];
        }

        if (parsed.Count != entries) return BundleFault.Incomplete;
        found = parsed;
        return BundleFault.None;
    }

    private static long LeafLength(int keyLength, int valueLength) => LeafData.Length(0, 0) - 1L + keyLength + valueLength;
}
