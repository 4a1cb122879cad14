using System.Text;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Simulator.Checking;

/// <summary>The log as the checker reads it: frames taken apart one by one as they land, everything they say recomputed.</summary>
/// <param name="sliceEntries">Entries that end a slice.</param>
/// <param name="segmentFrames">Frames after which a segment is sealed.</param>
internal sealed class LogModel(int sliceEntries, int segmentFrames)
{
    private readonly NaiveTree _tree = new();
    private readonly List<LogEntry> _entries = [];
    private readonly List<LogFrame> _frames = [];
    private readonly List<int> _sliceEnds = [];
    private readonly List<CommittedRequest> _requests = [];
    private readonly SortedDictionary<string, List<LogEntry>> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<UInt128> _batchIds = [];
    private ulong _segment;
    private long _position;
    private int _framesInSegment;
    private bool _isSealed;

    public int Size => _entries.Count;

    public IReadOnlyList<LogEntry> Entries => _entries;

    public IReadOnlyList<LogFrame> Frames => _frames;

    /// <summary>Sizes of the log at which slices end.</summary>
    public IReadOnlyList<int> SliceEnds => _sliceEnds;

    /// <summary>The requests with an id, in the order of the log.</summary>
    public IReadOnlyList<CommittedRequest> Requests => _requests;

    public IReadOnlyList<Hash> Leaves => _tree.Leaves;

    public Hash Root(int size) => _tree.Root(size);

    /// <summary>Keys as text, in the order of their bytes, each with its versions, oldest first.</summary>
    public IEnumerable<KeyValuePair<string, List<LogEntry>>> Keys => _keys;

    public static string KeyText(ReadOnlySpan<byte> key) => Encoding.Latin1.GetString(key);

    public IReadOnlyList<LogEntry> Versions(string key) => _keys.GetValueOrDefault(key) ?? [];

    /// <summary>The newest version among the first <paramref name="size"/> entries.</summary>
    public LogEntry? Latest(string key, int size)
    {
        IReadOnlyList<LogEntry> versions = Versions(key);
        int at = versions.Count - 1;
        while (at >= 0 && versions[at].Index >= size)
            at--;
        return at < 0 ? null : versions[at];
    }

    /// <summary>A segment was created.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Create(string name)
    {
        if (!SegmentName.TryParse(name, out ulong first))
            return $"{name} is no segment's name";
        if (_isSealed && first == (ulong)Size)
        {
            (_segment, _position, _framesInSegment, _isSealed) = (first, 0, 0, false);
            return null;
        }

        return first == 0 && Size == 0 && _position == 0 ? null : $"{name} was created when the log had {Size} entries and {SegmentName.Format(_segment)} was {(_isSealed ? "" : "not ")}sealed";
    }

    /// <summary>Bytes were appended.</summary>
    /// <returns>What is wrong with them, or null.</returns>
    public string? Append(string name, long position, ReadOnlySpan<byte> data)
    {
        if (name != SegmentName.Format(_segment) || position != _position || _isSealed)
            return $"an append to {name} at byte {position}; the log ends in {SegmentName.Format(_segment)} at byte {_position}{(_isSealed ? ", sealed" : "")}";
        FrameFault fault = FrameCodec.Read(data, out FrameHeader header, out RequestTable requests, out ReadOnlySpan<byte> records, out int length);
        if (fault != FrameFault.None || length != data.Length)
            return $"an append to {name} at byte {position} is not one frame: {fault}, {length} of {data.Length} bytes";
        if (header.FirstIndex != (ulong)Size || header.RootBefore != Root(Size))
            return $"the frame at byte {position} of {name} begins with entry {header.FirstIndex} and root {header.RootBefore}; the log has {Size} entries and root {Root(Size)}";
        if (!_batchIds.Add(header.BatchId))
            return $"batch id {header.BatchId} was used again at byte {position} of {name}";
        for (int i = 0; i < requests.Count; i++)
        {
            RequestId id = requests[i].Id;
            if (_requests.Exists(r => r.Id == id))
                return $"request {id} was written again at byte {position} of {name}";
            _requests.Add(new CommittedRequest(id, header.FirstIndex + (ulong)requests[i].First, requests[i].Count));
        }

        return header.Kind == FrameKind.Seal ? Seal(name, data.Length) : TakeEntries(name, header, data.Length - records.Length, records, data.Length);
    }

    private string? Seal(string name, int length)
    {
        if (_framesInSegment < segmentFrames)
            return $"{name} was sealed after {_framesInSegment} frames";
        _isSealed = true;
        _position += length;
        return null;
    }

    private string? TakeEntries(string name, FrameHeader header, int recordsAt, ReadOnlySpan<byte> records, int length)
    {
        if (_framesInSegment >= segmentFrames)
            return $"{name} got frame {_framesInSegment + 1} and should have been sealed";
        var walk = new EntryReader(records, header.Count);
        int first = Size;
        while (walk.MoveNext())
        {
            var position = new EntryPosition(_segment, _position + recordsAt + walk.Offset, walk.Length);
            Add(new LogEntry(Size, walk.Current.Kind, walk.Current.Key.ToArray(), walk.Current.Value.ToArray(), position, _frames.Count));
        }

        if (walk.Fault != FrameFault.None || header.RootAfter != Root(Size))
            return $"the frame at byte {_position} of {name} has records with {walk.Fault}, and root {header.RootAfter} where its entries give {Root(Size)}";
        _frames.Add(new LogFrame(first, header.Count, _segment, _position, length, ++_framesInSegment));
        _position += length;
        if (Size - (_sliceEnds.Count == 0 ? 0 : _sliceEnds[^1]) >= sliceEntries)
            _sliceEnds.Add(Size);
        return null;
    }

    private void Add(LogEntry entry)
    {
        _tree.Add(entry.Key, entry.Value);
        _entries.Add(entry);
        string key = KeyText(entry.Key);
        if (!_keys.TryGetValue(key, out List<LogEntry>? versions))
            _keys[key] = versions = [];
        versions.Add(entry);
    }
}
