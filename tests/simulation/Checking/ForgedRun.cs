using System.Text;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Simulator.Checking;

namespace ImmuFunctions.Simulation.Tests.Checking;

/// <summary>A history and a log written by hand, true or false.</summary>
internal sealed class ForgedRun
{
    private readonly NaiveTree _tree = new();
    private long _position;
    private int _frames;

    public History History { get; } = new();

    public LogModel Log { get; } = new(sliceEntries: 1000, segmentFrames: 1000);

    public OutcomeTally Tally { get; } = new();

    public IEnumerable<string> Faults => HistoryCheck.Faults(History, Log, Tally);

    public static string Value(int batch, int place = 0, int count = 1) => WriteRecord.Label(batch, place, count);

    /// <summary>A client's write of one entry to key <c>k</c>.</summary>
    public WriteAttempt Write(int batch, WriteOutcome outcome, int firstIndex = 0, long from = 0, long to = 0, string key = "k")
    {
        var record = new WriteRecord(batch, [key], [Value(batch)]);
        History.Writes.Add(record);
        return Again(batch, outcome, firstIndex, from, to);
    }

    /// <summary>The same write, sent again.</summary>
    public WriteAttempt Again(int batch, WriteOutcome outcome, int firstIndex = 0, long from = 0, long to = 0)
    {
        var attempt = new WriteAttempt { Invoked = from == 0 ? History.Next() : from, Outcome = outcome, FirstIndex = firstIndex, SeenSize = firstIndex + 1 };
        attempt.Completed = to == 0 ? History.Next() : to;
        History.Writes.Single(w => w.Number == batch).Attempts.Add(attempt);
        return attempt;
    }

    public void Read(int size, string? value = null, long from = 0, long to = 0, string key = "k")
    {
        long invoked = from == 0 ? History.Next() : from;
        History.Reads.Add(new ReadRecord(invoked, to == 0 ? History.Next() : to, size, new Dictionary<string, string?> { [key] = value }));
    }

    /// <summary>Puts a frame into the log, as the product would.</summary>
    /// <returns>What the log's model has against it.</returns>
    public string? Land(params (string Key, string Value)[] entries)
    {
        (byte[] frame, _) = Frame(entries);
        return Append(frame);
    }

    public string? Append(byte[] frame)
    {
        string? fault = Log.Append(SegmentName.Format(0), _position, frame);
        _position += frame.Length;
        return fault;
    }

    /// <summary>A frame that goes on from the log.</summary>
    /// <param name="entries">Its entries.</param>
    /// <param name="claimedRoot">What it says the root is; null for what it is.</param>
    public (byte[] Bytes, Hash Root) Frame((string Key, string Value)[] entries, Hash? claimedRoot = null)
    {
        int first = _tree.Size;
        var bytes = new byte[FrameCodec.HeaderLength + 4096];
        int length = FrameCodec.HeaderLength;
        foreach ((string key, string value) in entries)
        {
            byte[] k = Encoding.Latin1.GetBytes(key), v = Encoding.Latin1.GetBytes(value);
            length += EntryCodec.Encode(EntryKind.Plain, k, v, bytes.AsSpan(length));
            _tree.Add(k, v);
        }

        bytes = bytes[..length];
        var header = new FrameHeader(FrameKind.Entries, (UInt128)(++_frames), (ulong)first, entries.Length, _tree.Root(first), claimedRoot ?? _tree.Root(_tree.Size));
        FrameCodec.WriteHeader(bytes, header);
        return (bytes, _tree.Root(_tree.Size));
    }
}
