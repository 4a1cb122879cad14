namespace ImmuFunctions.Core.Log;

/// <summary>The value of a reference, and of a sorted-set member: the key it points to and perhaps which version.</summary>
/// <remarks><c>target ‖ suffix</c>, see <see cref="TargetSuffix"/>. Byte for byte immudb 0.8's form.</remarks>
public static class ReferenceValue
{
    /// <summary>Bytes after the target.</summary>
    public const int SuffixLength = TargetSuffix.Length;

    /// <summary>The stored value that points to <paramref name="target"/>.</summary>
    /// <param name="target">The key pointed to.</param>
    /// <param name="index">Zero-based index of the version meant, or null for "the newest".</param>
    public static byte[] Encode(ReadOnlySpan<byte> target, ulong? index)
    {
        var value = new byte[target.Length + TargetSuffix.Length];
        target.CopyTo(value);
        TargetSuffix.Write(value, index);
        return value;
    }

    /// <summary>Reads a stored value.</summary>
    /// <param name="value">Bytes from anywhere.</param>
    /// <param name="target">The key pointed to, inside <paramref name="value"/>; empty when the answer is false.</param>
    /// <param name="index">Zero-based index of the version meant, or null.</param>
    /// <returns>False when the bytes do not end in a suffix.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> target, out ulong? index) =>
        TargetSuffix.TrySplit(value, out target, out index);

    /// <summary>Overwrites the suffix with <paramref name="index"/>: <see cref="TargetSuffix.Bind"/>.</summary>
    public static void Bind(Span<byte> value, ulong index) => TargetSuffix.Bind(value, index);
}
