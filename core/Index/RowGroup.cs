using System.Buffers.Binary;
using System.Diagnostics;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Core.Index;

/// <summary>Where the fields of a group end.</summary>
/// <remarks>No group is a prefix of another: every field of a family is either escaped or of fixed length.</remarks>
internal static class RowGroup
{
    /// <summary>Where the first field begins: behind the family.</summary>
    public const int FieldsAt = 1;

    /// <summary>Bytes of a score.</summary>
    public const int ScoreLength = sizeof(ulong);

    /// <summary>Bytes of the mark that says whether a value goes on.</summary>
    public const int CutLength = 1;

    private const byte GoesOn = 1;

    /// <summary>Length of the group that <paramref name="bytes"/> begin with; -1 if they begin with none.</summary>
    /// <remarks>Looks at the fields' ends only: <see cref="IsSound"/> says whether there can be such a group.</remarks>
    public static int Measure(ReadOnlySpan<byte> bytes)
    {
        var first = FilterKeyEnd(bytes);
        if (first < 0) return -1;
        switch ((RowFamily)bytes[0])
        {
            case RowFamily.Key:
                return first;
            case RowFamily.Value:
                return Escaping.FindEnd(bytes, first + CutLength);
            case RowFamily.Member:
                var target = Escaping.FindEnd(bytes, first + ScoreLength);
                return target < 0 || bytes.Length - target < TargetSuffix.Length ? -1 : target + TargetSuffix.Length;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Whether <see cref="IndexRows"/> writes such a group.</summary>
    /// <param name="group">As long as <see cref="Measure"/> says.</param>
    public static bool IsSound(ReadOnlySpan<byte> group) => (RowFamily)group[0] switch
    {
        RowFamily.Key => true,
        RowFamily.Value => SplitValue(group, out _, out _, out _),
        RowFamily.Member => SplitMember(group, out _, out _, out _, out _),
        _ => false,
    };

    /// <summary>Where the filter key ends, the family and the first field of all families; -1 if there is none.</summary>
    public static int FilterKeyEnd(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty || (RowFamily)bytes[0] is not (RowFamily.Key or RowFamily.Value or RowFamily.Member)
            ? -1
            : Escaping.FindEnd(bytes, FieldsAt);

    /// <summary>Splits a group of family K.</summary>
    /// <param name="group">Bytes from anywhere.</param>
    /// <param name="key">The stored key, escaped.</param>
    /// <returns>False if it is no such group.</returns>
    public static bool TrySplitKey(ReadOnlySpan<byte> group, out ReadOnlySpan<byte> key)
    {
        key = default;
        if (!Is(RowFamily.Key, group)) return false;
        key = group[FieldsAt..^Escaping.EndLength];
        return true;
    }

    /// <summary>Splits a group of family V.</summary>
    /// <param name="group">Bytes from anywhere.</param>
    /// <param name="start">The value's first bytes, escaped.</param>
    /// <param name="isWhole">Whether that is all of it.</param>
    /// <param name="key">The stored key, escaped.</param>
    /// <returns>False if it is no such group; the other answers are then unspecified.</returns>
    public static bool TrySplitValue(ReadOnlySpan<byte> group, out ReadOnlySpan<byte> start, out bool isWhole, out ReadOnlySpan<byte> key)
    {
        start = key = default;
        isWhole = false;
        return Is(RowFamily.Value, group) && SplitValue(group, out start, out isWhole, out key);
    }

    /// <summary>Splits a group of family Z.</summary>
    /// <param name="group">Bytes from anywhere.</param>
    /// <param name="set">The set's name, escaped.</param>
    /// <param name="score">The score, bit for bit.</param>
    /// <param name="target">The key pointed to, escaped.</param>
    /// <param name="index">Zero-based index of the version meant, or null.</param>
    /// <returns>False if it is no such group; the other answers are then unspecified.</returns>
    public static bool TrySplitMember(
        ReadOnlySpan<byte> group, out ReadOnlySpan<byte> set, out double score, out ReadOnlySpan<byte> target, out ulong? index)
    {
        set = target = default;
        score = 0;
        index = null;
        return Is(RowFamily.Member, group) && SplitMember(group, out set, out score, out target, out index);
    }

    /// <summary>The byte that says whether a value goes on behind its first bytes.</summary>
    public static byte Cut(bool goesOn) => goesOn ? GoesOn : (byte)0;

    private static bool SplitValue(ReadOnlySpan<byte> group, out ReadOnlySpan<byte> start, out bool isWhole, out ReadOnlySpan<byte> key)
    {
        var cut = FilterKeyEnd(group);
        start = group[FieldsAt..(cut - Escaping.EndLength)];
        key = group[(cut + CutLength)..^Escaping.EndLength];
        isWhole = group[cut] != GoesOn;

        // A value goes on only behind as much of it as a row holds.
        var startLength = Escaping.UnescapedLength(start);
        return isWhole ? group[cut] == 0 && startLength <= IndexRows.MaxValueBytes : startLength == IndexRows.MaxValueBytes;
    }

    private static bool SplitMember(
        ReadOnlySpan<byte> group, out ReadOnlySpan<byte> set, out double score, out ReadOnlySpan<byte> target, out ulong? index)
    {
        var scoreAt = FilterKeyEnd(group);
        set = group[FieldsAt..(scoreAt - Escaping.EndLength)];
        score = ScoreOrder.Decode(BinaryPrimitives.ReadUInt64BigEndian(group[scoreAt..]));
        if (!TargetSuffix.TrySplit(group[(scoreAt + ScoreLength)..], out target, out index)) return false;

        // The separator has no 00, so it is found in an escaped name as in the name itself.
        target = target[..^Escaping.EndLength];
        return SortedSetKey.IsSetName(set);
    }

    private static bool Is(RowFamily family, ReadOnlySpan<byte> group) =>
        !group.IsEmpty && (RowFamily)group[0] == family && Measure(group) == group.Length;
}
