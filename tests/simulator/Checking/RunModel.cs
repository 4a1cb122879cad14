using System.Buffers;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Simulator.Checking;

/// <summary>What every run of the index has to be: its rows made from the log, sorted, and written in one go.</summary>
internal sealed class RunModel(LogModel log, bool hasValues)
{
    private readonly Dictionary<(ulong From, ulong To), (byte[] Bytes, RunInfo Info)> _runs = [];

    /// <summary>The run over a range; null if the range does not begin and end with slices.</summary>
    public (byte[] Bytes, RunInfo Info)? Of(ulong from, ulong to)
    {
        if (_runs.TryGetValue((from, to), out (byte[] Bytes, RunInfo Info) made))
            return made;
        int before = from == 0 ? -1 : IndexOf(from), last = IndexOf(to);
        if ((from != 0 && before < 0) || last < 0 || from >= to)
            return null;

        var output = new ArrayBufferWriter<byte>();
        var writer = new RunWriter(from, to, last - before, output);
        foreach (byte[] row in Rows((int)from, (int)to))
            writer.Add(row);
        RunInfo info = writer.Finish();
        return _runs[(from, to)] = (output.WrittenSpan.ToArray(), info);
    }

    private int IndexOf(ulong sliceEnd)
    {
        for (int i = log.SliceEnds.Count - 1; i >= 0; i--)
        {
            if ((ulong)log.SliceEnds[i] == sliceEnd)
                return i;
        }

        return -1;
    }

    private List<byte[]> Rows(int from, int to)
    {
        var rows = new List<byte[]>();
        byte[] room = new byte[4096];
        for (int i = from; i < to; i++)
        {
            LogEntry entry = log.Entries[i];
            var tail = new RowTail((ulong)i, entry.Kind, entry.Position);
            rows.Add(room[..IndexRows.WriteKeyRow(entry.Key, tail, room, out _)]);
            if (SortedSetKey.TryParse(entry.Key, out ReadOnlySpan<byte> set, out double score, out ReadOnlySpan<byte> target, out ulong? index))
                rows.Add(room[..IndexRows.WriteMemberRow(set, score, target, index, tail, room)]);
            if (hasValues && entry.Kind == EntryKind.Plain)
                rows.Add(room[..IndexRows.WriteValueRow(entry.Value, entry.Key, tail, room)]);
        }

        rows.Sort((a, b) => a.AsSpan().SequenceCompareTo(b));
        return rows;
    }
}
