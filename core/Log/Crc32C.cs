namespace ImmuFunctions.Core.Log;

/// <summary>CRC-32C (Castagnoli), the checksum of frames and position tiles. It finds accidents; only the Merkle tree finds intent.</summary>
/// <remarks>
/// Polynomial 0x1EDC6F41, bits reflected, initial value and final XOR 0xFFFFFFFF.
/// Check value: "123456789" gives 0xE3069283. Source: RFC 3720 appendix B.4.
/// </remarks>
public static class Crc32C
{
    /// <summary>The quicker of the ways this processor supports.</summary>
    public static Crc32CPath Fastest { get; } = Crc32CInstruction.IsSupported ? Crc32CPath.Instruction : Crc32CPath.Table;

    /// <summary>Tells whether this processor can go <paramref name="path"/>.</summary>
    public static bool IsSupported(Crc32CPath path) => path switch
    {
        Crc32CPath.Table => true,
        Crc32CPath.Instruction => Crc32CInstruction.IsSupported,
        _ => false,
    };

    /// <summary>The checksum of <paramref name="bytes"/>; 0 for none.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum of what <paramref name="crc"/> was computed over, followed by <paramref name="bytes"/>.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes) => Append(Fastest, crc, bytes);

    /// <summary><see cref="Append(uint, ReadOnlySpan{byte})"/> by a given way, for tests and benchmarks.</summary>
    /// <exception cref="PlatformNotSupportedException">This processor cannot go <paramref name="path"/>.</exception>
    public static uint Append(Crc32CPath path, uint crc, ReadOnlySpan<byte> bytes)
    {
        if (!IsSupported(path)) throw new PlatformNotSupportedException($"This processor does not support {path}.");
        return ~(path == Crc32CPath.Instruction
            ? Crc32CInstruction.Update(~crc, bytes)
            : Crc32CTable.Update(~crc, bytes));
    }
}
