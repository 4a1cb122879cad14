using System.Buffers.Binary;

namespace ImmuFunctions.Core.Log;

/// <summary>The stored key of a sorted-set member: set, score and target in one byte string.</summary>
/// <remarks>
/// <c>separator ‖ set ‖ separator ‖ score(8) ‖ target ‖ suffix</c>, the score being the raw bits of the binary64,
/// big-endian, the suffix a <see cref="TargetSuffix"/>. Byte order of keys is therefore immudb 0.8's order of
/// scores: 0 … +∞, then −0 … −∞.
/// </remarks>
public static class SortedSetKey
{
    private const int ScoreLength = sizeof(double);

    /// <summary>The ten bytes around a set's name: <c>_~|IMMU|~_</c>.</summary>
    public static ReadOnlySpan<byte> Separator => "_~|IMMU|~_"u8;

    /// <summary>Tells whether members of <paramref name="set"/> can be told from those of every other set.</summary>
    /// <remarks>
    /// A name is not length-prefixed, so the separator after it has to be the first one found. That fails for a name
    /// that contains the separator, and for one that ends in its first nine bytes: they and the first byte of the
    /// real separator make an earlier one.
    /// </remarks>
    public static bool IsSetName(ReadOnlySpan<byte> set) =>
        set.IndexOf(Separator) < 0 && !set.EndsWith(Separator[..^1]);

    /// <summary>What the keys of all members of <paramref name="set"/> start with.</summary>
    /// <exception cref="ArgumentException"><see cref="IsSetName"/> is false.</exception>
    public static byte[] Prefix(ReadOnlySpan<byte> set)
    {
        var prefix = new byte[PrefixLength(set)];
        WritePrefix(set, prefix);
        return prefix;
    }

    /// <summary>What the keys of the members of <paramref name="set"/> with <paramref name="score"/> start with.</summary>
    /// <exception cref="ArgumentException"><see cref="IsSetName"/> is false.</exception>
    public static byte[] Prefix(ReadOnlySpan<byte> set, double score)
    {
        var prefix = new byte[PrefixLength(set) + ScoreLength];
        BinaryPrimitives.WriteDoubleBigEndian(prefix.AsSpan(WritePrefix(set, prefix)), score);
        return prefix;
    }

    /// <summary>The stored key of a member.</summary>
    /// <param name="set">The set's name.</param>
    /// <param name="score">Any binary64, NaN included: its bits are kept.</param>
    /// <param name="target">The key the member points to.</param>
    /// <param name="index">Zero-based index of the version meant, or null for "the newest".</param>
    /// <exception cref="ArgumentException"><see cref="IsSetName"/> is false.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> set, double score, ReadOnlySpan<byte> target, ulong? index)
    {
        var key = new byte[PrefixLength(set) + ScoreLength + target.Length + TargetSuffix.Length];
        var at = WritePrefix(set, key);
        BinaryPrimitives.WriteDoubleBigEndian(key.AsSpan(at), score);
        target.CopyTo(key.AsSpan(at + ScoreLength));
        TargetSuffix.Write(key, index);
        return key;
    }

    /// <summary>Reads a stored key.</summary>
    /// <param name="key">Bytes from anywhere.</param>
    /// <param name="set">The set's name, inside <paramref name="key"/>.</param>
    /// <param name="score">The score, bit for bit.</param>
    /// <param name="target">The key pointed to, inside <paramref name="key"/>.</param>
    /// <param name="index">Zero-based index of the version meant, or null.</param>
    /// <returns>False when the bytes are not of this form; the other answers are then empty.</returns>
    public static bool TryParse(
        ReadOnlySpan<byte> key, out ReadOnlySpan<byte> set, out double score, out ReadOnlySpan<byte> target, out ulong? index)
    {
        set = default;
        score = 0;
        target = default;
        index = null;
        if (!key.StartsWith(Separator)) return false;

        var named = key[Separator.Length..];
        var setLength = named.IndexOf(Separator);
        if (setLength < 0) return false;

        var scored = named[(setLength + Separator.Length)..];
        if (scored.Length < ScoreLength || !TargetSuffix.TrySplit(scored[ScoreLength..], out target, out index)) return false;

        set = named[..setLength];
        score = BinaryPrimitives.ReadDoubleBigEndian(scored);
        return true;
    }

    /// <summary>Overwrites the suffix with <paramref name="index"/>: <see cref="TargetSuffix.Bind"/>.</summary>
    public static void Bind(Span<byte> key, ulong index) => TargetSuffix.Bind(key, index);

    private static int PrefixLength(ReadOnlySpan<byte> set)
    {
        if (!IsSetName(set))
            throw new ArgumentException("A set name must not contain the separator nor end in its first nine bytes.", nameof(set));
        return Separator.Length + set.Length + Separator.Length;
    }

    private static int WritePrefix(ReadOnlySpan<byte> set, Span<byte> destination)
    {
        Separator.CopyTo(destination);
        set.CopyTo(destination[Separator.Length..]);
        Separator.CopyTo(destination[(Separator.Length + set.Length)..]);
        return Separator.Length + set.Length + Separator.Length;
    }
}
