using System.Buffers.Binary;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Core.Index;

/// <summary>Writes and reads the tail of a row.</summary>
/// <remarks>
/// <c>~index u64be ‖ kind(1) ‖ varint(index − first index of the segment) ‖ varint(offset) ‖ varint(record bytes)</c>: the index is
/// turned round so that newer rows come first. Places are bounded as in a <see cref="PositionTile"/>.
/// </remarks>
internal static class RowTailCodec
{
    /// <summary>Bytes of the index.</summary>
    public const int IndexLength = sizeof(ulong);

    private const int NumbersAt = IndexLength + 1;
    private const ulong Max48 = (1UL << 48) - 1;

    /// <summary>Writes a tail at the start of <paramref name="destination"/>.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">No entry can be of that kind or lie there, or <paramref name="destination"/> is too short.</exception>
    public static int Write(in RowTail tail, Span<byte> destination)
    {
        var position = tail.Position;
        var back = tail.EntryIndex - position.Segment;
        if (position.Segment > tail.EntryIndex || !IsPossible((byte)tail.Kind, back, (ulong)position.Offset, (ulong)position.Length))
            throw new ArgumentException($"Entry {tail.EntryIndex} of kind {tail.Kind} cannot lie at {position}.", nameof(tail));
        if (destination.Length < IndexRows.MaxTailBytes && destination.Length < Length(back, position))
            throw new ArgumentException($"The destination is too short: {destination.Length} bytes.", nameof(destination));

        BinaryPrimitives.WriteUInt64BigEndian(destination, ~tail.EntryIndex);
        destination[IndexLength] = (byte)tail.Kind;
        var at = NumbersAt;
        at += Varint.Write(back, destination[at..]);
        at += Varint.Write((ulong)position.Offset, destination[at..]);
        at += Varint.Write((ulong)position.Length, destination[at..]);
        return at;
    }

    /// <summary>Reads a tail.</summary>
    /// <param name="bytes">Bytes from anywhere; all of them must be the tail.</param>
    /// <param name="tail">The tail; unspecified if there is none.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RowTail tail)
    {
        tail = default;
        if (bytes.Length <= NumbersAt) return false;

        var index = ReadIndex(bytes);
        var kind = bytes[IndexLength];
        var at = NumbersAt;
        if (!Varint.TryRead(bytes, ref at, out var back)
            || !Varint.TryRead(bytes, ref at, out var offset)
            || !Varint.TryRead(bytes, ref at, out var length)
            || at != bytes.Length
            || back > index
            || !IsPossible(kind, back, offset, length))
            return false;

        tail = new RowTail(index, (EntryKind)kind, new EntryPosition(index - back, (long)offset, (int)length));
        return true;
    }

    /// <summary>The entry index that a tail begins with.</summary>
    public static ulong ReadIndex(ReadOnlySpan<byte> tail) => ~BinaryPrimitives.ReadUInt64BigEndian(tail);

    // Negative numbers are large ones here, so each bound is one comparison.
    private static bool IsPossible(byte kind, ulong back, ulong offset, ulong length) =>
        kind <= (byte)EntryKind.SortedSetMember && back <= Max48 && offset <= Max48 && length is >= EntryCodec.MinLength and <= int.MaxValue;

    private static int Length(ulong back, in EntryPosition position) =>
        NumbersAt + Varint.Length(back) + Varint.Length((ulong)position.Offset) + Varint.Length((ulong)position.Length);
}
