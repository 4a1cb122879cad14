using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Recovery;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>A frame with everything that follows from it: records, leaves, the tree after it. Staging changes nothing that readers see.</summary>
/// <remarks>One is used again and again by the one who commits. Frames come from waiting batches, or from the log, where another
/// writer or an earlier run of this process put them; both ways end here, so recovery and commit cannot differ.</remarks>
internal sealed class StagedFrame
{
    private readonly LeafHasher _hasher = new();
    private byte[] _buffer = new byte[1 << 16];
    private RecordPlace[] _records = new RecordPlace[256];
    private Hash[] _leaves = new Hash[256];
    private FrameRequest[] _requests = [];
    private int _count;
    private int _requestCount;
    private int _length;

    public FrameHeader Header { get; private set; }

    /// <summary>The whole frame, as it lies in the segment.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    public ReadOnlySpan<RecordPlace> Records => _records.AsSpan(0, _count);

    /// <summary>The leaf hash of each record.</summary>
    public ReadOnlySpan<Hash> Leaves => _leaves.AsSpan(0, _count);

    /// <summary>The requests that carried an id.</summary>
    public ReadOnlySpan<FrameRequest> Requests => _requests.AsSpan(0, _requestCount);

    /// <summary>The tree with the frame's entries.</summary>
    public TreeTail Tail { get; private set; } = TreeTail.Empty;

    /// <summary>Tiles that the frame's entries filled.</summary>
    public List<Tile> Filled { get; } = [];

    /// <summary>Stages waiting batches as one frame.</summary>
    /// <param name="before">The tree they come after.</param>
    /// <param name="batches">At least one; no two of one name.</param>
    /// <param name="batchId">Names this frame among all frames.</param>
    public void Stage(TreeTail before, List<PendingBatch> batches, UInt128 batchId)
    {
        Reset();
        Name(batches);
        _length = FrameCodec.HeaderLength + RequestTable.LengthOf(_requestCount);
        foreach (PendingBatch batch in batches)
            Encode(batch, before.Size + (ulong)_count);
        Hash(before, before.Size);
        Header = new FrameHeader(FrameKind.Entries, batchId, before.Size, _count, before.Root, Tail.Root);
        FrameCodec.WriteHeader(_buffer.AsSpan(0, _length), Header, Requests);
    }

    /// <summary>Stages the frame that closes a segment.</summary>
    public void StageSeal(TreeTail before, UInt128 batchId)
    {
        Reset();
        _length = FrameCodec.HeaderLength;
        Reserve(0);
        Tail = before;
        Header = new FrameHeader(FrameKind.Seal, batchId, before.Size, 0, before.Root, before.Root);
        FrameCodec.WriteHeader(_buffer.AsSpan(0, _length), Header);
    }

    /// <summary>Stages a frame read from the log, recomputing everything it says.</summary>
    /// <param name="before">The tree it should come after.</param>
    /// <param name="read">Has just read it; its bytes are copied.</param>
    /// <returns>Null if it follows from the tree before it; otherwise what does not fit.</returns>
    public string? TryStage(TreeTail before, FrameReader read)
    {
        Reset();
        FrameHeader header = read.Header;
        if (header.FirstIndex != before.Size)
            return $"it begins with entry {header.FirstIndex}, entry {before.Size} comes next";
        if (header.RootBefore != before.Root)
            return $"it follows the root {header.RootBefore}, the tree of {before.Size} entries has {before.Root}";

        Reserve(read.Frame.Length);
        read.Frame.Span.CopyTo(_buffer);
        _length = read.Frame.Length;
        if (Locate(read) is { } fault)
            return fault;
        RequestTable requests = read.Requests;
        for (int i = 0; i < requests.Count; i++)
            Name(requests[i]);
        Hash(before, header.FirstIndex);
        if (header.RootAfter != Tail.Root)
            return $"its entries {header.FirstIndex} to {header.FirstIndex + (ulong)_count - 1} give the root {Tail.Root}, it says {header.RootAfter}";
        Header = header;
        return null;
    }

    private void Reset()
    {
        (_count, _requestCount, _length) = (0, 0, 0);
        Filled.Clear();
    }

    private void Name(List<PendingBatch> batches)
    {
        int first = 0;
        foreach (PendingBatch batch in batches)
        {
            if (batch.Request is { } id)
                Name(new FrameRequest(id, first, batch.Count));
            first += batch.Count;
        }
    }

    private void Name(in FrameRequest request)
    {
        if (_requestCount == _requests.Length)
            Array.Resize(ref _requests, Math.Max(16, 2 * _requests.Length));
        _requests[_requestCount++] = request;
    }

    private void Encode(PendingBatch batch, ulong firstIndex)
    {
        Reserve(batch.RecordBytes);
        ReserveRecords(batch.Count);
        foreach (ref readonly EntryDraft draft in batch.Drafts)
        {
            int encoded = EntryCodec.Encode(draft.Kind, draft.Key.Span, draft.Value.Span, _buffer.AsSpan(_length));
            var place = new RecordPlace(_length, encoded, draft.Key.Length, draft.Value.Length, draft.Kind);
            if (draft.BoundTo >= 0)
                Bind(place, firstIndex + (ulong)draft.BoundTo);
            _records[_count++] = place;
            _length += encoded;
        }
    }

    private void Bind(RecordPlace place, ulong index)
    {
        TargetSuffix.Bind(_buffer.AsSpan()[place.Value], index);
        if (place.Kind == EntryKind.SortedSetMember)
            TargetSuffix.Bind(_buffer.AsSpan()[place.Key], index);
    }

    private string? Locate(FrameReader read)
    {
        ReserveRecords(read.Header.Count);
        var walk = new EntryReader(read.Entries, read.Header.Count);
        while (walk.MoveNext())
        {
            EntryView entry = walk.Current;
            _records[_count++] = new RecordPlace(read.EntriesOffset + walk.Offset, walk.Length, entry.Key.Length, entry.Value.Length, entry.Kind);
        }

        return walk.Fault == FrameFault.None ? null : $"its record {_count} cannot be read ({walk.Fault})";
    }

    private void Hash(TreeTail before, ulong firstIndex)
    {
        _hasher.Hash(_buffer.AsSpan(0, _length), Records, firstIndex, _leaves.AsSpan(0, _count));
        Tail = before.Append(_leaves.AsSpan(0, _count), Filled);
    }

    private void Reserve(int more)
    {
        int needed = checked(_length + more);
        if (needed > _buffer.Length)
            Array.Resize(ref _buffer, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)needed));
    }

    private void ReserveRecords(int more)
    {
        int needed = checked(_count + more);
        if (needed <= _records.Length)
            return;
        int capacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)needed);
        Array.Resize(ref _records, capacity);
        Array.Resize(ref _leaves, capacity);
    }
}
