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
}
