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

    /// <summary>The group of a key's versions.</summary>
    public static byte[] KeyGroup(ReadOnlySpan<byte> key) => throw new NotImplementedException();

    /// <summary>The group of one member of a set.</summary>
    public static byte[] MemberGroup(ReadOnlySpan<byte> set, double score, ReadOnlySpan<byte> target, ulong? index) => throw new NotImplementedException();

    /// <summary>The group of one key's versions with a value.</summary>
    /// <param name="value">The whole searchable value.</param>
    /// <param name="key">The stored key.</param>
    public static byte[] ValueGroup(ReadOnlySpan<byte> value, ReadOnlySpan<byte> key) => throw new NotImplementedException();

    /// <summary>What the rows of all keys that begin with <paramref name="keyPrefix"/> begin with: no end mark.</summary>
    public static byte[] KeysFrom(ReadOnlySpan<byte> keyPrefix) => throw new NotImplementedException();

    /// <summary>What the rows of all members of a set begin with.</summary>
    public static byte[] MembersOf(ReadOnlySpan<byte> set) => throw new NotImplementedException();

    /// <summary>What the rows of all members of a set with this very score (bit for bit) begin with.</summary>
    public static byte[] MembersAt(ReadOnlySpan<byte> set, double score) => throw new NotImplementedException();

    /// <summary>What the rows of all entries begin with whose value is, or begins with, these bytes.</summary>
    /// <param name="value">Whole value or prefix of it; of more than 64 bytes the first 64 count.</param>
    /// <param name="isPrefix">Whether longer values count too.</param>
    public static byte[] ValuesFrom(ReadOnlySpan<byte> value, bool isPrefix) => throw new NotImplementedException();

    /// <summary>The smallest byte string above everything that begins with <paramref name="prefix"/>; null if there is none (all ff).</summary>
    public static byte[]? After(ReadOnlySpan<byte> prefix) => throw new NotImplementedException();

    /// <summary>Where the newest row of <paramref name="group"/> among the first <paramref name="size"/> entries would be: not above it, above all newer ones.</summary>
    public static byte[] NewestOf(ReadOnlySpan<byte> group, ulong size) => throw new NotImplementedException();

    /// <summary>Bytes of <see cref="Write"/>'s result at most.</summary>
    public static int MaxLength(int groupBytes) => groupBytes + MaxTailBytes;

    /// <summary>Writes a row.</summary>
    /// <returns>Its bytes.</returns>
    public static int Write(ReadOnlySpan<byte> group, in RowTail tail, Span<byte> destination) => throw new NotImplementedException();

    /// <summary>Most bytes of a key's row: for writing it straight with <see cref="WriteKeyRow"/>.</summary>
    public static int MaxKeyRowLength(int keyBytes) => 1 + (2 * keyBytes) + 2 + MaxTailBytes;

    /// <summary>Writes the row of a key without an intermediate group.</summary>
    /// <param name="key">The stored key.</param>
    /// <param name="tail">The entry.</param>
    /// <param name="destination">At least <see cref="MaxKeyRowLength"/> bytes.</param>
    /// <param name="groupBytes">Length of the group in it.</param>
    /// <returns>The row's bytes.</returns>
    public static int WriteKeyRow(ReadOnlySpan<byte> key, in RowTail tail, Span<byte> destination, out int groupBytes) => throw new NotImplementedException();

    /// <summary>Splits a row.</summary>
    /// <param name="row">Bytes from anywhere.</param>
    /// <param name="groupBytes">Length of its group.</param>
    /// <param name="tail">Its tail.</param>
    /// <returns>False if they are no row: of no family, not escaped, with bytes missing or left over.</returns>
    public static bool TryParse(ReadOnlySpan<byte> row, out int groupBytes, out RowTail tail) => throw new NotImplementedException();

    /// <summary>Length of the group of a row that <see cref="TryParse"/> accepts; anything otherwise.</summary>
    public static int GroupLength(ReadOnlySpan<byte> row) => throw new NotImplementedException();

    /// <summary>The entry index of a row whose group is known to be <paramref name="groupBytes"/> long.</summary>
    public static ulong EntryIndex(ReadOnlySpan<byte> row, int groupBytes) => throw new NotImplementedException();

    /// <summary>The tail of a row whose group is known to be <paramref name="groupBytes"/> long, and which <see cref="TryParse"/> accepts.</summary>
    public static RowTail Tail(ReadOnlySpan<byte> row, int groupBytes) => throw new NotImplementedException();

    /// <summary>Length of the filter key that a group, or a row, begins with.</summary>
    public static int FilterKeyLength(ReadOnlySpan<byte> rowOrGroup) => throw new NotImplementedException();

    /// <summary>The stored key of a group of family K.</summary>
    public static byte[] KeyOf(ReadOnlySpan<byte> keyGroup) => throw new NotImplementedException();

    /// <summary>The stored key of a group of family Z (<see cref="SortedSetKey.Encode"/>), and its score.</summary>
    public static byte[] MemberKeyOf(ReadOnlySpan<byte> memberGroup, out double score) => throw new NotImplementedException();

    /// <summary>The stored key of a group of family V, and how its value begins.</summary>
    /// <param name="valueGroup">The group.</param>
    /// <param name="start">The value's first bytes, at most 64.</param>
    /// <param name="isWhole">Whether that is all of it.</param>
    public static byte[] ValueKeyOf(ReadOnlySpan<byte> valueGroup, out byte[] start, out bool isWhole) => throw new NotImplementedException();
}
