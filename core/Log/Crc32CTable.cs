using System.Buffers.Binary;

namespace ImmuFunctions.Core.Log;

/// <summary>CRC-32C by tables, eight bytes a step ("slicing by eight"). Works on the raw register, before the final XOR.</summary>
internal static class Crc32CTable
{
    private const uint ReflectedPolynomial = 0x82F63B78;
    private const int Slices = 8;

    // Slice s, byte b: the register after b and s zero bytes.
    private static readonly uint[] Tables = BuildTables();

    public static uint Update(uint register, ReadOnlySpan<byte> bytes)
    {
        var tables = Tables;
        while (bytes.Length >= sizeof(ulong))
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ register;
            register = 0;
            for (var slice = Slices - 1; slice >= 0; slice--, word >>= 8) register ^= tables[(slice << 8) | (byte)word];
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var next in bytes) register = tables[(byte)(register ^ next)] ^ (register >> 8);
        return register;
    }

    private static uint[] BuildTables()
    {
        var tables = new uint[Slices << 8];
        for (var i = 0; i < 256; i++)
        {
            var register = (uint)i;
            for (var bit = 0; bit < 8; bit++)
                register = (register & 1) == 0 ? register >> 1 : (register >> 1) ^ ReflectedPolynomial;
            tables[i] = register;
        }

        for (var i = 256; i < tables.Length; i++)
            tables[i] = tables[(byte)tables[i - 256]] ^ (tables[i - 256] >> 8);
        return tables;
    }
}
