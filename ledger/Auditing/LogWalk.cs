using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Recovery;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Reads the log from a mark on, frame by frame, and computes everything again that a frame says.</summary>
/// <remarks>
/// <para>Consistency holds by construction: each root is computed from the tree before it, and the tree at the mark is the auditor's own.</para>
/// <para>Where the log ends is decided as at a start (see <see cref="TornTail"/>), but nothing is cut, and somebody may be writing meanwhile. What a store says it had
/// acknowledged before a segment was read must be there. What is no frame may be one that is being written by this machine: it is
/// looked at twice, and then counts as damage only if it was acknowledged.</para>
/// </remarks>
internal sealed class LogWalk
{
    private const int PieceBytes = 4 << 20;
    private const int AcknowledgementLooks = 20;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly IBlobStore _store;
    private readonly StorageNames _names;
    private readonly AuditState _known;
    private readonly TimeProvider _time;
    private readonly AuditMark _from;
    private readonly FrameDamage _damage;
    private readonly FrameReader _reader;

    // The segment being read: how much of it was acknowledged before, and its frames so far.
    private ulong _segment;
    private Acknowledged _acknowledged;
    private int _segmentFrames;

    // Of the frame last taken.
    private long _lastFrame;
    private long _position;
    private int _frames;
    private UInt128 _kinds;
    private bool _isBegun;

    /// <param name="store">Where the log lies.</param>
    /// <param name="names">Its blobs' names.</param>
    /// <param name="known">What is remembered.</param>
    /// <param name="from">Where to begin; of <paramref name="known"/>.</param>
    /// <param name="time">Waits.</param>
    public LogWalk(IBlobStore store, StorageNames names, AuditState known, AuditMark from, TimeProvider time)
    {
        (_store, _names, _known, _from, _time) = (store, names, known, from, time);
        _damage = new FrameDamage(store, names, known);
        Before = Tail = from.ToTail(known.Chunks);
        Segment = _segment = from.Segment;
        (_lastFrame, _position, _frames, _kinds) = (from.LastFrame, from.Position, from.Frames, from.Kinds);
        _segmentFrames = from.Frames;
        _reader = new FrameReader(store, names.Segment(from.Segment), from.LastFrame, PieceBytes);
    }

    /// <summary>Where it began.</summary>
    public AuditMark From => _from;

    /// <summary>The tree up to the frame last read.</summary>
    public TreeTail Tail { get; private set; }

    /// <summary>The tree before that frame.</summary>
    public TreeTail Before { get; private set; }

    /// <summary>Entries up to there.</summary>
    public ulong Size => Tail.Size;

    /// <summary>The frame last read.</summary>
    public StagedFrame Frame { get; } = new();

    /// <summary>First index of the segment it lies in.</summary>
    public ulong Segment { get; private set; }

    /// <summary>Where it begins there, in bytes.</summary>
    public long FramePosition => _lastFrame;

    /// <summary>Where it ends.</summary>
    public long Position => _position;

    /// <summary>Frames of the segment up to it.</summary>
    public int Frames => _frames;

    /// <summary>Bytes of frames read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Segments read from so far.</summary>
    public HashSet<ulong> Segments { get; } = [];

    /// <summary>The kind sums of the chunks that the frame filled, oldest first.</summary>
    public List<UInt128> FilledKinds { get; } = [];

    /// <summary>The kind sum of the entries behind the last full chunk.</summary>
    public UInt128 Kinds => _kinds;

    /// <summary>Whether <see cref="NextAsync"/> has met the log's end.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Where an entry of the frame lies.</summary>
    public EntryPosition PositionOf(in RecordPlace record) => new(Segment, _lastFrame + record.Offset, record.Length);

    /// <summary>Reads the next frame of entries.</summary>
    /// <returns>False at the log's end.</returns>
    /// <exception cref="AuditFailureException">What is there is no log, or not the one the mark is of.</exception>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (!_isBegun)
            await BeginAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (!await ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                IsAtEnd = true;
                return false;
            }

            if (Frame.TryStage(Tail, _reader) is { } fault)
                throw await _damage.UnfittingAsync(_segment, _reader, Frame, Tail, fault, cancellationToken).ConfigureAwait(false);
            if (Frame.Header.Kind == FrameKind.Entries)
            {
                if (_store.IsExclusive)
                    await WhenAcknowledgedAsync(_reader.NextPosition, cancellationToken).ConfigureAwait(false);
                Take();
                return true;
            }

            await LeaveSegmentAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The place behind the frame last read.</summary>
    public AuditMark ToMark()
    {
        ulong size = Tail.Size;
        var leaves = new TileId(0, size / Tile.Width);
        var blocks = new TileId(1, size / ChunkMemory.Entries);
        return new AuditMark
        {
            Size = size,
            Root = Tail.Root,
            Segment = Segment,
            LastFrame = _lastFrame,
            Position = _position,
            Frames = _frames,
            Kinds = _kinds,
            Leaves = Tail.TryGetTile(leaves, out Tile? tile) ? tile.Hashes[..leaves.WidthAt(size)].ToArray() : [],
            Blocks = Tail.TryGetTile(blocks, out tile) ? tile.Hashes[..blocks.WidthAt(size)].ToArray() : [],
        };
    }

    // The last frame before the mark is read again: it must end where, and with the root that, the mark says.
    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        _isBegun = true;
        await EnterSegmentAsync(cancellationToken).ConfigureAwait(false);
        if (_from.Size == 0)
            return;
        if (!await _reader.TryReadAsync(cancellationToken).ConfigureAwait(false))
            throw await _damage.NoAnchorAsync(_from, _reader, cancellationToken).ConfigureAwait(false);
        FrameHeader header = _reader.Header;
        if (header.FirstIndex + (ulong)header.Count != _from.Size || header.RootAfter != _from.Root || _reader.NextPosition != _from.Position)
            throw _damage.OtherAnchor(_from, header);
        Segments.Add(Segment);
    }

    private async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (await _reader.TryReadAsync(cancellationToken).ConfigureAwait(false))
            return true;
        if (_reader.Fault != FrameFault.None)
            return await ReadAgainAsync(cancellationToken).ConfigureAwait(false);
        if (_reader.FramePosition < _acknowledged.AtLeast)
            throw _damage.Cut(_segment, _reader.FramePosition, _acknowledged.AtLeast, Tail);
        return false;
    }

    // A frame that is being written, the remains of one that never was acknowledged, or damage.
    private async ValueTask<bool> ReadAgainAsync(CancellationToken cancellationToken)
    {
        string segment = _names.Segment(_segment);
        long position = _reader.FramePosition;
        Acknowledged acknowledged = await _store.AcknowledgedAsync(segment, cancellationToken).ConfigureAwait(false);
        _reader.GoTo(segment, position);
        if (await _reader.TryReadAsync(cancellationToken).ConfigureAwait(false))
            return true;
        byte[] rest = await TornTail.ReadRestAsync(_store, segment, position, cancellationToken).ConfigureAwait(false);
        if (position >= acknowledged.AtLeast && (acknowledged.IsExact || TornTail.LooksTorn(rest, position, _reader.Fault)))
            return false;
        throw await _damage.UnreadableAsync(_segment, position, _reader.Fault, rest, Tail, cancellationToken).ConfigureAwait(false);
    }

    private void Take()
    {
        FrameHeader header = Frame.Header;
        FilledKinds.Clear();
        int request = 0;
        for (int i = 0; i < Frame.Records.Length; i++)
        {
            ulong index = header.FirstIndex + (ulong)i;
            unchecked
            {
                _kinds += KindSum.Of(_known.Secret, index, Frame.Records[i].Kind);
                if (request < Frame.Requests.Length && Frame.Requests[request].First == i)
                    _kinds += KindSum.Of(_known.Secret, index, Frame.Requests[request++]);
            }

            if ((index + 1) % ChunkMemory.Entries == 0)
            {
                FilledKinds.Add(_kinds);
                _kinds = 0;
            }
        }

        (Before, Tail) = (Tail, Frame.Tail);
        (_lastFrame, _position) = (_reader.FramePosition, _reader.NextPosition);
        Segments.Add(Segment = _segment);
        _frames = ++_segmentFrames;
        Bytes += Frame.Bytes.Length;
    }

    // A frame that this machine is writing is seen before it is durable: it must not be remembered before. What stays unacknowledged was
    // found when the store was opened, and made durable then.
    private async ValueTask WhenAcknowledgedAsync(long position, CancellationToken cancellationToken)
    {
        for (int looks = 0; _acknowledged.IsExact && position > _acknowledged.AtLeast && looks < AcknowledgementLooks; looks++)
        {
            if (looks > 0)
                await Task.Delay(BetweenLooks, _time, cancellationToken).ConfigureAwait(false);
            _acknowledged = await _store.AcknowledgedAsync(_names.Segment(_segment), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask LeaveSegmentAsync(CancellationToken cancellationToken)
    {
        long end = _reader.NextPosition;
        if (await _reader.TryReadAsync(cancellationToken).ConfigureAwait(false) || _reader.Fault != FrameFault.None)
            throw _damage.BehindSeal(_segment, end, Tail);
        if (end < _acknowledged.AtLeast)
            throw _damage.Cut(_segment, end, _acknowledged.AtLeast, Tail);
        if (Tail.Size == _segment)
            throw _damage.EmptySegment(_segment, Tail);
        (_segment, _segmentFrames) = (Tail.Size, 0);
        _reader.GoTo(_names.Segment(_segment), 0);
        await EnterSegmentAsync(cancellationToken).ConfigureAwait(false);
    }

    // Before its first byte is read: whatever comes later may be there or not.
    private async ValueTask EnterSegmentAsync(CancellationToken cancellationToken) =>
        _acknowledged = await _store.AcknowledgedAsync(_names.Segment(_segment), cancellationToken).ConfigureAwait(false);
}
