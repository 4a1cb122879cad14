using System.Runtime.InteropServices;

namespace ImmuFunctions.Core.Hashing;

/// <summary>A SHA-256 digest: 32 bytes, compared by content.</summary>
/// <remarks>
/// The type is exactly its 32 bytes in digest order, on machines of either byte order, so a span of hashes can be
/// viewed as bytes and back without copying: <see cref="AsBytes"/> and <see cref="AsHashes"/>.
/// <c>default</c> is 32 zero bytes.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = Size)]
public readonly record struct Hash
{
    /// <summary>Bytes in a digest.</summary>
    public const int Size = 32;

    // The digest's bytes as they lie in memory, never as numbers: no field has a byte order of its own.
    private readonly ulong _bytes0To7;
    private readonly ulong _bytes8To15;
    private readonly ulong _bytes16To23;
    private readonly ulong _bytes24To31;

    /// <summary>The hash of the tree without leaves, SHA-256 of no bytes.</summary>
    /// <remarks>Source: RFC 9162 section 2.1.1.</remarks>
    public static Hash EmptyTree { get; } = Parse("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    /// <summary>Reads a digest.</summary>
    /// <param name="bytes">Exactly <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException">The length is not 32.</exception>
    public static Hash FromBytes(ReadOnlySpan<byte> bytes) =>
        TryFromBytes(bytes, out var hash)
            ? hash
            : throw new ArgumentException($"A hash is {Size} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Reads a digest if <paramref name="bytes"/> is exactly <see cref="Size"/> bytes.</summary>
    /// <returns>False for any other length.</returns>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, out Hash hash)
    {
        if (bytes.Length != Size)
        {
            hash = default;
            return false;
        }

        hash = MemoryMarshal.Read<Hash>(bytes);
        return true;
    }

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static Hash Parse(string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        return TryParse(hex, out var hash)
            ? hash
            : throw new FormatException($"A hash is written as {2 * Size} hexadecimal digits.");
    }

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    /// <returns>False for any other text.</returns>
    public static bool TryParse(ReadOnlySpan<char> hex, out Hash hash)
    {
        hash = default;
        if (hex.Length != 2 * Size)
            return false;
        Span<byte> bytes = stackalloc byte[Size];
        return Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            && TryFromBytes(bytes, out hash);
    }

    /// <summary>Views hashes as their bytes, 32 each, in order; nothing is copied.</summary>
    public static ReadOnlySpan<byte> AsBytes(ReadOnlySpan<Hash> hashes) => MemoryMarshal.AsBytes(hashes);

    /// <summary>Views bytes as hashes, 32 bytes each, in order; nothing is copied.</summary>
    /// <param name="bytes">A whole number of hashes.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of 32.</exception>
    public static ReadOnlySpan<Hash> AsHashes(ReadOnlySpan<byte> bytes) =>
        bytes.Length % Size == 0
            ? MemoryMarshal.Cast<byte, Hash>(bytes)
            : throw new ArgumentException($"{bytes.Length} bytes are not a whole number of {Size}-byte hashes.", nameof(bytes));

    /// <summary>Writes the 32 bytes to the start of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 32 bytes.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length < Size)
            throw new ArgumentException($"A hash needs {Size} bytes, not {destination.Length}.", nameof(destination));
        MemoryMarshal.Write(destination, in this);
    }

    /// <summary>The 32 bytes in a new array.</summary>
    public byte[] ToArray() => AsBytes(new ReadOnlySpan<Hash>(in this)).ToArray();

    /// <summary>A digest is spread evenly already, so four of its bytes serve.</summary>
    public override int GetHashCode() => (int)_bytes0To7;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(AsBytes(new ReadOnlySpan<Hash>(in this)));
}
