using System.Runtime.CompilerServices;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Core.Index;

/// <summary>A row as stored in a block: <c>varint(bytes shared with the row before) ‖ varint(other bytes) ‖ other bytes</c>.</summary>
internal static class StoredRow
{
    /// <summary>Bytes of the two varints at most.</summary>
    public const int MaxHeadBytes = 2 * 3;

    /// <summary>Bytes of the shortest row as stored.</summary>
    public const int MinBytes = 3;

    /// <summary>Writes a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="shared">How many of its first bytes are those of the row before; 0 at a block's start.</param>
    /// <param name="destination">At least <see cref="MaxHeadBytes"/> more than the other bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<byte> row, int shared, Span<byte> destination)
    {
        var rest = row[shared..];
        var at = Varint.Write((uint)shared, destination);
        at += Varint.Write((uint)rest.Length, destination[at..]);
        rest.CopyTo(destination[at..]);
        return at + rest.Length;
    }

    /// <summary>Reads where the next row's bytes are to be taken from.</summary>
    /// <param name="block">The block without its checksum.</param>
    /// <param name="at">Where the row begins; afterwards where its other bytes begin.</param>
    /// <param name="previous">Bytes of the row before it; 0 at the block's start.</param>
    /// <param name="shared">How many of them it shares.</param>
    /// <param name="rest">Its other bytes, at least 1.</param>
    /// <returns>False if there cannot be such a row.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> block, ref int at, int previous, out int shared, out int rest)
    {
        (shared, rest) = (0, 0);
        if (!Varint.TryRead(block, ref at, out var sharedBytes) || sharedBytes > (uint)previous) return false;
        if (!Varint.TryRead(block, ref at, out var restBytes) || restBytes - 1 >= (uint)(block.Length - at)) return false;
        (shared, rest) = ((int)sharedBytes, (int)restBytes);
        return shared <= RunLayout.MaxRowBytes - rest;
    }
}
