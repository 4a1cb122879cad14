using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>The index rows that an entry has.</summary>
/// <remarks>Said here once more, apart from the code that writes the index: an auditor that shared it would share its faults.</remarks>
internal sealed class EntryRows
{
    /// <summary>Takes a row.</summary>
    public delegate void Taker(ulong index, ReadOnlySpan<byte> row);

    private byte[] _row = new byte[4096];

    /// <summary>Gives the rows of an entry to <paramref name="take"/>, one after the other.</summary>
    /// <param name="index">The entry's index.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="position">Where its record lies.</param>
    /// <param name="withValue">Whether the index has rows by value.</param>
    /// <param name="take">Receives each row, which is good until it returns.</param>
    public void Of(ulong index, in EntryView entry, in EntryPosition position, bool withValue, Taker take)
    {
        var tail = new RowTail(index, entry.Kind, position);
        take(index, Room(IndexRows.MaxKeyRowLength(entry.Key.Length))[..IndexRows.WriteKeyRow(entry.Key, tail, _row, out _)]);
        if (SortedSetKey.TryParse(entry.Key, out ReadOnlySpan<byte> set, out double score, out ReadOnlySpan<byte> target, out ulong? targetIndex))
        {
            Span<byte> room = Room(IndexRows.MaxMemberRowLength(set.Length, target.Length));
            take(index, room[..IndexRows.WriteMemberRow(set, score, target, targetIndex, tail, room)]);
        }

        if (withValue && entry.Kind == EntryKind.Plain)
        {
            ReadOnlySpan<byte> searchable = StructuredValue.TryParse(entry.Value, out _, out ReadOnlySpan<byte> payload) ? payload : entry.Value;
            Span<byte> room = Room(IndexRows.MaxValueRowLength(entry.Key.Length));
            take(index, room[..IndexRows.WriteValueRow(searchable, entry.Key, tail, room)]);
        }
    }

    private Span<byte> Room(int bytes)
    {
        if (_row.Length < bytes)
            _row = new byte[2 * bytes];
        return _row;
    }
}
