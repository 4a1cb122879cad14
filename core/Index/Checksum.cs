using System.Buffers.Binary;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Core.Index;

/// <summary>The last four bytes of a block, directory or manifest: the CRC-32C of all before, u32be.</summary>
internal static class Checksum
{
    /// <summary>Bytes it takes.</summary>
    public const int Size = sizeof(uint);

    /// <summary>Writes it over the last four bytes.</summary>
    public static void Write(Span<byte> bytes) =>
        BinaryPrimitives.WriteUInt32BigEndian(bytes[^Size..], Crc32C.Compute(bytes[..^Size]));

    /// <summary>Whether it fits.</summary>
    /// <param name="bytes">At least four.</param>
    public static bool IsSound(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt32BigEndian(bytes[^Size..]) == Crc32C.Compute(bytes[..^Size]);
}
