using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>Records of neighbouring entries that one read of a segment takes, with the frame headers between them.</summary>
/// <param name="From">The first record's place on its page.</param>
/// <param name="To">One past the last one's.</param>
/// <param name="Length">Bytes from the first record's start to the last one's end.</param>
internal readonly record struct RecordRange(int From, int To, int Length)
{
    // A page of the longest entries that a bundle takes, with frame headers and requests between them, and one read more for pages that are larger.
    private const int MaxLength = 20 << 20;

    /// <summary>Cuts the first <paramref name="width"/> records of a page into as few ranges as can be.</summary>
    /// <param name="rows">Where the records lie; as stored, so perhaps not in order.</param>
    /// <param name="width">How many to read.</param>
    public static List<RecordRange> Of(ReadOnlySpan<EntryPosition> rows, int width)
    {
        var ranges = new List<RecordRange>();
        for (int from = 0, to; from < width; from = to)
        {
            long start = rows[from].Offset, end = start + rows[from].Length;
            for (to = from + 1; to < width; to++)
            {
                EntryPosition next = rows[to];
                if (next.Segment != rows[from].Segment || next.Offset < end || next.Offset + (long)next.Length - start > MaxLength)
                    break;
                end = next.Offset + next.Length;
            }

            ranges.Add(new RecordRange(from, to, checked((int)(end - start))));
        }

        return ranges;
    }
}
