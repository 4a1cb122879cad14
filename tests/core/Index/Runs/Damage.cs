using System.Buffers.Binary;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Core.Tests.Index.Runs;

/// <summary>Ways to spoil bytes.</summary>
internal static class Damage
{
    /// <summary>The bytes with their CRC-32C behind them.</summary>
    public static byte[] Summed(byte[] bytes)
    {
        byte[] summed = [.. bytes, 0, 0, 0, 0];
        Repair(summed);
        return summed;
    }

    /// <summary>Makes the last four bytes the CRC-32C of those before, if there are so many.</summary>
    public static void Repair(Span<byte> bytes)
    {
        if (bytes.Length >= 4)
            BinaryPrimitives.WriteUInt32BigEndian(bytes[^4..], Crc32C.Compute(bytes[..^4]));
    }

    /// <summary>The bytes with a few of them changed, or some left out, or some put in.</summary>
    public static byte[] Random(ReadOnlySpan<byte> bytes, Random random)
    {
        var damaged = bytes.ToArray();
        for (var changes = random.Next(1, 4); changes > 0 && damaged.Length > 0; changes--)
        {
            var at = random.Next(damaged.Length);
            damaged = random.Next(8) switch
            {
                0 => [.. damaged[..at], .. damaged[(at + random.Next(damaged.Length - at))..]],
                1 => [.. damaged[..at], .. new byte[random.Next(9)], .. damaged[at..]],
                2 => [.. damaged[..at], 0xff, .. damaged[(at + 1)..]],
                3 => [.. damaged[..at], 0x7f, .. damaged[(at + 1)..]],
                _ => [.. damaged[..at], (byte)(damaged[at] ^ (1 << random.Next(8))), .. damaged[(at + 1)..]],
            };
        }

        return damaged;
    }

    /// <summary>Each bit in turn, flipped for the call and flipped back.</summary>
    public static void EachBit(Span<byte> bytes, Action<int> check)
    {
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            check(bit);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }
}
