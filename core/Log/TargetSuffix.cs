using System.Buffers.Binary;

namespace ImmuFunctions.Core.Log;

/// <summary>The nine bytes that close a reference's value and a sorted-set member's key and value: which version of the target is meant.</summary>
/// <remarks>
/// <c>u64be(index or 0) ‖ flag</c>, flag 01 when an index is given and 00 when not, so index 0 and no index differ in
/// the flag alone. Any other nine bytes are no suffix.
/// </remarks>
public static class TargetSuffix
{
    /// <summary>Bytes of a suffix.</summary>
    public const int Length = sizeof(ulong) + 1;

    private const byte NoIndex = 0;
    private const byte HasIndex = 1;

    /// <summary>Writes a suffix over the last nine bytes of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">A stored key or value, its suffix included.</param>
    /// <param name="index">Zero-based index of the entry meant, or null for "the newest".</param>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is shorter than a suffix.</exception>
    public static void Write(Span<byte> bytes, ulong? index)
    {
        if (bytes.Length < Length)
            throw new ArgumentException($"A suffix takes {Length} bytes, there are {bytes.Length}.", nameof(bytes));

        var suffix = bytes[^Length..];
        BinaryPrimitives.WriteUInt64BigEndian(suffix, index ?? 0);
        suffix[^1] = index.HasValue ? HasIndex : NoIndex;
    }

    /// <summary>Gives <paramref name="bytes"/> an index that was not known when they were encoded: that of an entry in the same batch.</summary>
    /// <param name="bytes">A stored key or value, its suffix included.</param>
    /// <param name="index">Zero-based index of the entry meant.</param>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is shorter than a suffix.</exception>
    public static void Bind(Span<byte> bytes, ulong index) => Write(bytes, index);

    /// <summary>Splits <paramref name="bytes"/> into what comes before the suffix and the index the suffix gives.</summary>
    /// <returns>False when the bytes do not end in a suffix.</returns>
    public static bool TrySplit(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> rest, out ulong? index)
    {
        rest = default;
        index = null;
        if (bytes.Length < Length) return false;

        var stored = BinaryPrimitives.ReadUInt64BigEndian(bytes[^Length..]);
        switch (bytes[^1])
        {
            case HasIndex:
                index = stored;
                break;
            case NoIndex when stored == 0:
                break;
            default:
                return false;
        }

        rest = bytes[..^Length];
        return true;
    }
}
