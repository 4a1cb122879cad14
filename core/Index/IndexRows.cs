using System.Buffers.Binary;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Core.Index;

/// <summary>Index rows: byte strings whose byte order is the order that reads need.</summary>
/// <remarks>
/// <para><c>row = group ‖ tail</c>. A group is what is looked up; the rows of one group are versions of the same thing, newest first.</para>
/// <para>Groups by <see cref="RowFamily"/>:
/// <c>'K' ‖ esc(key)</c>;
/// <c>'Z' ‖ esc(set) ‖ score(8) ‖ esc(target) ‖ suffix(9)</c>, the score in numeric order;
/// <c>'V' ‖ esc(first 64 bytes of the value) ‖ cut(1) ‖ esc(key)</c>, cut being 01 if the value goes on.</para>
/// <para><c>tail = ~index u64be ‖ kind(1) ‖ varint(index − first index of the segment) ‖ varint(offset) ‖ varint(record bytes)</c>.</para>
/// <para><c>esc(b)</c> is b with each 00 written as 00 ff, then 00 01: no escaped string is a prefix of another, and their order is that of the strings.</para>
/// <para>The filter key is what a Bloom filter is asked about: the group for K, <c>'Z' ‖ esc(set)</c>, <c>'V' ‖ esc(first bytes)</c>.</para>
/// </remarks>
public static class IndexRows
{
    /// <summary>Bytes of a value that its row holds at most.</summary>
    public const int MaxValueBytes = 64;

    /// <summary>Most bytes of a tail.</summary>
    public const int MaxTailBytes = 8 + 1 + 10 + 10 + 5;

    /// <summary>Above the tail of entry 0: no kind is ff.</summary>
    private static ReadOnlySpan<byte> OlderThanAll => [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

    /// <summary>The group of a key's versions.</summary>
    public static byte[] KeyGroup(ReadOnlySpan<byte> key)
    {
        var group = new byte[RowGroup.FieldsAt + Escaping.Length(key)];
        group[0] = (byte)RowFamily.Key;
        Escaping.Write(key, group.AsSpan(RowGroup.FieldsAt));
        return group;
    }

    /// <summary>The group of one member of a set.</summary>
    /// <param name="set">The set's name.</param>
    /// <param name="score">Any binary64, NaN included: its bits are kept.</param>
    /// <param name="target">The key the member points to.</param>
    /// <param name="index">Zero-based index of the version meant, or null for "the newest".</param>
    /// <exception cref="ArgumentException"><see cref="SortedSetKey.IsSetName"/> is false.</exception>
    public static byte[] MemberGroup(ReadOnlySpan<byte> set, double score, ReadOnlySpan<byte> target, ulong? index)
    {
        var group = new byte[RowGroup.FieldsAt + Escaping.Length(set) + RowGroup.ScoreLength + Escaping.Length(target) + TargetSuffix.Length];
        WriteMemberGroup(set, score, target, index, group);
        return group;
    }

    /// <summary>The group of one key's versions with a value.</summary>
    /// <param name="value">The whole searchable value.</param>
    /// <param name="key">The stored key.</param>
    public static byte[] ValueGroup(ReadOnlySpan<byte> value, ReadOnlySpan<byte> key)
    {
        var group = new byte[RowGroup.FieldsAt + Escaping.Length(StartOf(value)) + RowGroup.CutLength + Escaping.Length(key)];
        WriteValueGroup(value, key, group);
        return group;
    }

    /// <summary>What the rows of all keys that begin with <paramref name="keyPrefix"/> begin with: no end mark.</summary>
    public static byte[] KeysFrom(ReadOnlySpan<byte> keyPrefix) => Open(RowFamily.Key, keyPrefix);

    /// <summary>What the rows of all members of a set begin with.</summary>
    public static byte[] MembersOf(ReadOnlySpan<byte> set)
    {
        var prefix = new byte[RowGroup.FieldsAt + Escaping.Length(set)];
        WriteMembersOf(set, prefix);
        return prefix;
    }

    /// <summary>What the rows of all members of a set with this very score (bit for bit) begin with.</summary>
    public static byte[] MembersAt(ReadOnlySpan<byte> set, double score)
    {
        var prefix = new byte[RowGroup.FieldsAt + Escaping.Length(set) + RowGroup.ScoreLength];
        WriteMembersAt(set, score, prefix);
        return prefix;
    }

    /// <summary>What the rows of all entries begin with whose value is, or begins with, these bytes.</summary>
    /// <param name="value">Whole value or prefix of it; of more than 64 bytes the first 64 count.</param>
    /// <param name="isPrefix">Whether longer values count too.</param>
    public static byte[] ValuesFrom(ReadOnlySpan<byte> value, bool isPrefix)
    {
        if (isPrefix && value.Length <= MaxValueBytes) return Open(RowFamily.Value, value);

        var prefix = new byte[RowGroup.FieldsAt + Escaping.Length(StartOf(value)) + RowGroup.CutLength];
        WriteValuesFrom(value, prefix);
        return prefix;
    }

    /// <summary>The smallest byte string above everything that begins with <paramref name="prefix"/>; null if there is none (all ff).</summary>
    public static byte[]? After(ReadOnlySpan<byte> prefix)
    {
        var last = prefix.LastIndexOfAnyExcept((byte)0xff);
        if (last < 0) return null;

        var after = prefix[..(last + 1)].ToArray();
        after[last]++;
        return after;
    }

    /// <summary>Where the newest row of <paramref name="group"/> among the first <paramref name="size"/> entries would be: not above it, above all newer ones.</summary>
    /// <remarks>With no entries (<paramref name="size"/> 0) it is above every row of the group.</remarks>
    public static byte[] NewestOf(ReadOnlySpan<byte> group, ulong size)
    {
        if (size == 0) return [.. group, .. OlderThanAll];

        var target = new byte[group.Length + RowTailCodec.IndexLength];
        group.CopyTo(target);
        BinaryPrimitives.WriteUInt64BigEndian(target.AsSpan(group.Length), ~(size - 1));
        return target;
    }

    /// <summary>Bytes of <see cref="Write"/>'s result at most.</summary>
    public static int MaxLength(int groupBytes) => groupBytes + MaxTailBytes;

    /// <summary>Writes a row.</summary>
    /// <param name="group">A whole group, as made here: it is not checked.</param>
    /// <param name="tail">The entry.</param>
    /// <param name="destination">At least the row's bytes; <see cref="MaxLength"/> always suffice.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="ArgumentException">No entry can lie there (see <see cref="PositionTile.Encode"/>), or the destination is too short.</exception>
    public static int Write(ReadOnlySpan<byte> group, in RowTail tail, Span<byte> destination)
    {
        group.CopyTo(destination);
        return group.Length + RowTailCodec.Write(tail, destination[group.Length..]);
    }

    /// <summary>Most bytes of a key's row: for writing it straight with <see cref="WriteKeyRow"/>.</summary>
    public static int MaxKeyRowLength(int keyBytes) => RowGroup.FieldsAt + Escaping.MaxLength(keyBytes) + MaxTailBytes;

    /// <summary>Writes the row of a key without an intermediate group.</summary>
    /// <param name="key">The stored key.</param>
    /// <param name="tail">The entry.</param>
    /// <param name="destination">At least <see cref="MaxKeyRowLength"/> bytes.</param>
    /// <param name="groupBytes">Length of the group in it.</param>
    /// <returns>The row's bytes.</returns>
    /// <exception cref="ArgumentException">No entry can lie there (see <see cref="PositionTile.Encode"/>), or the destination is too short.</exception>
    public static int WriteKeyRow(ReadOnlySpan<byte> key, in RowTail tail, Span<byte> destination, out int groupBytes)
    {
        RequireRoom(destination, MaxKeyRowLength(key.Length));
        destination[0] = (byte)RowFamily.Key;
        groupBytes = RowGroup.FieldsAt + Escaping.Write(key, destination[RowGroup.FieldsAt..]);
        return groupBytes + RowTailCodec.Write(tail, destination[groupBytes..]);
    }

    /// <summary>Most bytes of a member's row: for writing it straight with <see cref="WriteMemberRow"/>.</summary>
    public static int MaxMemberRowLength(int setBytes, int targetBytes) =>
        RowGroup.FieldsAt + Escaping.MaxLength(setBytes) + RowGroup.ScoreLength + Escaping.MaxLength(targetBytes) + TargetSuffix.Length + MaxTailBytes;

    /// <summary>Writes the row of <see cref="MemberGroup"/> without an intermediate group.</summary>
    /// <param name="set">The set's name.</param>
    /// <param name="score">Any binary64, NaN included: its bits are kept.</param>
    /// <param name="target">The key the member points to.</param>
    /// <param name="index">Zero-based index of the version meant, or null for "the newest".</param>
    /// <param name="tail">The entry.</param>
    /// <param name="destination">At least <see cref="MaxMemberRowLength"/> bytes.</param>
    /// <returns>The row's bytes.</returns>
    /// <exception cref="ArgumentException">As of <see cref="MemberGroup"/> and <see cref="WriteKeyRow"/>.</exception>
    public static int WriteMemberRow(ReadOnlySpan<byte> set, double score, ReadOnlySpan<byte> target, ulong? index, in RowTail tail, Span<byte> destination)
    {
        RequireRoom(destination, MaxMemberRowLength(set.Length, target.Length));
        var groupBytes = WriteMemberGroup(set, score, target, index, destination);
        return groupBytes + RowTailCodec.Write(tail, destination[groupBytes..]);
    }

    /// <summary>Most bytes of a value's row: for writing it straight with <see cref="WriteValueRow"/>.</summary>
    public static int MaxValueRowLength(int keyBytes) =>
        RowGroup.FieldsAt + Escaping.MaxLength(MaxValueBytes) + RowGroup.CutLength + Escaping.MaxLength(keyBytes) + MaxTailBytes;

    /// <summary>Writes the row of <see cref="ValueGroup"/> without an intermediate group.</summary>
    /// <param name="value">The whole searchable value.</param>
    /// <param name="key">The stored key.</param>
    /// <param name="tail">The entry.</param>
    /// <param name="destination">At least <see cref="MaxValueRowLength"/> bytes.</param>
    /// <returns>The row's bytes.</returns>
    /// <exception cref="ArgumentException">As of <see cref="WriteKeyRow"/>.</exception>
    public static int WriteValueRow(ReadOnlySpan<byte> value, ReadOnlySpan<byte> key, in RowTail tail, Span<byte> destination)
    {
        RequireRoom(destination, MaxValueRowLength(key.Length));
        var groupBytes = WriteValueGroup(value, key, destination);
        return groupBytes + RowTailCodec.Write(tail, destination[groupBytes..]);
    }

    /// <summary>Splits a row.</summary>
    /// <param name="row">Bytes from anywhere.</param>
    /// <param name="groupBytes">Length of its group.</param>
    /// <param name="tail">Its tail.</param>
    /// <returns>False if they are no row: of no family, not escaped, with bytes missing or left over, or about what cannot be.</returns>
    /// <remarks>True for exactly the byte strings that <see cref="Write"/> makes of the groups made here.</remarks>
    public static bool TryParse(ReadOnlySpan<byte> row, out int groupBytes, out RowTail tail)
    {
        tail = default;
        groupBytes = RowGroup.Measure(row);
        if (groupBytes >= 0 && RowGroup.IsSound(row[..groupBytes]) && RowTailCodec.TryRead(row[groupBytes..], out tail)) return true;

        groupBytes = 0;
        return false;
    }

    /// <summary>Length of the group of a row that <see cref="TryParse"/> accepts; anything otherwise.</summary>
    public static int GroupLength(ReadOnlySpan<byte> row) => RowGroup.Measure(row);

    /// <summary>The entry index of a row whose group is known to be <paramref name="groupBytes"/> long.</summary>
    public static ulong EntryIndex(ReadOnlySpan<byte> row, int groupBytes) => RowTailCodec.ReadIndex(row[groupBytes..]);

    /// <summary>The tail of a row whose group is known to be <paramref name="groupBytes"/> long, and which <see cref="TryParse"/> accepts.</summary>
    public static RowTail Tail(ReadOnlySpan<byte> row, int groupBytes) =>
        RowTailCodec.TryRead(row[groupBytes..], out var tail) ? tail : throw new ArgumentException("The row has no tail there.", nameof(row));

    /// <summary>Length of the filter key that a group, or a row, begins with; 0 if the bytes begin with none.</summary>
    public static int FilterKeyLength(ReadOnlySpan<byte> rowOrGroup) => Math.Max(RowGroup.FilterKeyEnd(rowOrGroup), 0);

    /// <summary>The stored key of a group of family K.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static byte[] KeyOf(ReadOnlySpan<byte> keyGroup)
    {
        if (!RowGroup.TrySplitKey(keyGroup, out var key)) throw NotAGroup(RowFamily.Key, nameof(keyGroup));
        return Escaping.Unescape(key).ToArray();
    }

    /// <summary>The stored key of a group of family Z (<see cref="SortedSetKey.Encode"/>), and its score.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static byte[] MemberKeyOf(ReadOnlySpan<byte> memberGroup, out double score)
    {
        if (!RowGroup.TrySplitMember(memberGroup, out var set, out score, out var target, out var index))
            throw NotAGroup(RowFamily.Member, nameof(memberGroup));
        return SortedSetKey.Encode(Escaping.Unescape(set), score, Escaping.Unescape(target), index);
    }

    /// <summary>The stored key of a group of family V, and how its value begins.</summary>
    /// <param name="valueGroup">The group.</param>
    /// <param name="start">The value's first bytes, at most 64.</param>
    /// <param name="isWhole">Whether that is all of it.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static byte[] ValueKeyOf(ReadOnlySpan<byte> valueGroup, out byte[] start, out bool isWhole)
    {
        if (!RowGroup.TrySplitValue(valueGroup, out var escaped, out isWhole, out var key))
            throw NotAGroup(RowFamily.Value, nameof(valueGroup));
        start = Escaping.Unescape(escaped).ToArray();
        return Escaping.Unescape(key).ToArray();
    }

    private static int WriteMembersOf(ReadOnlySpan<byte> set, Span<byte> destination)
    {
        destination[0] = (byte)RowFamily.Member;
        return RowGroup.FieldsAt + Escaping.Write(set, destination[RowGroup.FieldsAt..]);
    }

    private static int WriteMembersAt(ReadOnlySpan<byte> set, double score, Span<byte> destination)
    {
        var at = WriteMembersOf(set, destination);
        BinaryPrimitives.WriteUInt64BigEndian(destination[at..], ScoreOrder.Encode(score));
        return at + RowGroup.ScoreLength;
    }

    private static int WriteMemberGroup(ReadOnlySpan<byte> set, double score, ReadOnlySpan<byte> target, ulong? index, Span<byte> destination)
    {
        if (!SortedSetKey.IsSetName(set))
            throw new ArgumentException("A set name must not contain the separator nor end in its first nine bytes.", nameof(set));
        var at = WriteMembersAt(set, score, destination);
        at += Escaping.Write(target, destination[at..]) + TargetSuffix.Length;
        TargetSuffix.Write(destination[..at], index);
        return at;
    }

    private static int WriteValuesFrom(ReadOnlySpan<byte> value, Span<byte> destination)
    {
        destination[0] = (byte)RowFamily.Value;
        var at = RowGroup.FieldsAt + Escaping.Write(StartOf(value), destination[RowGroup.FieldsAt..]);
        destination[at] = RowGroup.Cut(goesOn: value.Length > MaxValueBytes);
        return at + RowGroup.CutLength;
    }

    private static int WriteValueGroup(ReadOnlySpan<byte> value, ReadOnlySpan<byte> key, Span<byte> destination)
    {
        var at = WriteValuesFrom(value, destination);
        return at + Escaping.Write(key, destination[at..]);
    }

    private static ReadOnlySpan<byte> StartOf(ReadOnlySpan<byte> value) => value.Length > MaxValueBytes ? value[..MaxValueBytes] : value;

    private static void RequireRoom(Span<byte> destination, int bytes)
    {
        if (destination.Length < bytes)
            throw new ArgumentException($"The row may take {bytes} bytes, there are {destination.Length}.", nameof(destination));
    }

    private static byte[] Open(RowFamily family, ReadOnlySpan<byte> prefix)
    {
        var open = new byte[RowGroup.FieldsAt + Escaping.OpenLength(prefix)];
        open[0] = (byte)family;
        Escaping.WriteOpen(prefix, open.AsSpan(RowGroup.FieldsAt));
        return open;
    }

    private static ArgumentException NotAGroup(RowFamily family, string parameter) =>
        new($"Not a group of family {(char)family}.", parameter);
}
