using System.Numerics;

namespace ImmuFunctions.Core.Log;

/// <summary>Unsigned LEB128: seven bits a byte, lowest first, the high bit set on all but the last. Always the shortest form.</summary>
internal static class Varint
{
    /// <summary>Bytes <paramref name="value"/> takes, 1 to 10.</summary>
    public static int Length(ulong value) => (BitOperations.Log2(value | 1) + 7) / 7;

    /// <summary>Writes <paramref name="value"/> at the start of <paramref name="destination"/>; returns the bytes written.</summary>
    public static int Write(ulong value, Span<byte> destination)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7) destination[at++] = (byte)(value | 0x80);
        destination[at++] = (byte)value;
        return at;
    }

    /// <summary>Reads the number that begins at <paramref name="at"/>.</summary>
    /// <param name="source">Bytes from anywhere.</param>
    /// <param name="at">Where it begins, at most the length; afterwards the byte behind it.</param>
    /// <param name="value">The number.</param>
    /// <returns>False if the bytes end before it does, it is not in its shortest form, or it needs more than 64 bits.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && at < source.Length; shift += 7)
        {
            var next = source[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next >= 0x80) continue;

            // A last byte of zero adds nothing; of the tenth byte only the lowest bit fits.
            return (next != 0 || shift == 0) && (shift < 63 || next == 1);
        }

        return false;
    }
}
