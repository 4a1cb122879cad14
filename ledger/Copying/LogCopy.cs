using System.Buffers;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Recovery;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Copying;

/// <summary>Copies the frames of a log that a copy does not have yet.</summary>
/// <remarks>
/// <para>Only whole frames that were acknowledged are copied, each after it was hashed and follows from the one before it: a log that was set back, rewritten or changed is refused before
/// a byte of that is written. A log only grows, so nothing has to stop meanwhile.</para>
/// <para>The copy's segments are those of the log, byte for byte.</para>
/// </remarks>
internal sealed class LogCopy(IBlobStore source, IBlobStore destination, StorageNames names, Action<long>? written)
{
    private const int PieceBytes = 4 << 20;

    private readonly ArrayBufferWriter<byte> _piece = new(PieceBytes);
    private readonly StagedFrame _frame = new();
    private TreeTail _tail = TreeTail.Empty;
    private ulong _segment;
    private long _length;

    /// <summary>Entries in the copy.</summary>
    public ulong Size => _tail.Size;

    /// <summary>The tree of these.</summary>
    public TreeTail Tail => _tail;

    /// <summary>Bytes written.</summary>
    public long Written { get; private set; }

    /// <summary>Copies up to the log's end.</summary>
    /// <param name="known">What an audit of the copy just found.</param>
    /// <param name="cancellationToken">Stops between two pieces; the next copy goes on there.</param>
    /// <exception cref="LedgerException">Conflict: the log does not go on from the copy. Corrupt: it is damaged.</exception>
    public async ValueTask RunAsync(AuditState known, CancellationToken cancellationToken)
    {
        AuditMark from = known.End;
        (_tail, _segment) = (from.ToTail(known.Chunks), from.Segment);
        var reader = new FrameReader(source, names.Segment(_segment), from.LastFrame, PieceBytes);
        if (from.Size > 0)
            await RequireSameAsync(reader, from, cancellationToken).ConfigureAwait(false);
        bool isSealed = await FindEndAsync(from, cancellationToken).ConfigureAwait(false);
        while (await CopySegmentAsync(reader, isSealed, cancellationToken).ConfigureAwait(false))
        {
            isSealed = false;
            (_segment, _length) = (Size, 0);
            await FindEndAsync(null, cancellationToken).ConfigureAwait(false);
            reader.GoTo(names.Segment(_segment), 0);
        }
    }

    // Where the copy's segment ends. A copy that was interrupted may end within a frame: that is cut off. True if a seal follows its last entry.
    private async ValueTask<bool> FindEndAsync(AuditMark? from, CancellationToken cancellationToken)
    {
        string name = names.Segment(_segment);
        var reader = new FrameReader(destination, name, from?.LastFrame ?? 0, PieceBytes);
        bool isSealed = false;
        while (await reader.TryReadAsync(cancellationToken).ConfigureAwait(false))
            isSealed = reader.Header.Kind == FrameKind.Seal;
        _length = reader.FramePosition;
        if (reader.Fault != FrameFault.None && !await destination.CutTailAsync(name, _length, cancellationToken).ConfigureAwait(false))
            throw LedgerException.Corrupt($"the copy of {name} is damaged at byte {_length} ({reader.Fault}): begin a new copy");
        return isSealed;
    }

    // True if the segment ended with a seal, so that another follows.
    private async ValueTask<bool> CopySegmentAsync(FrameReader reader, bool hasSeal, CancellationToken cancellationToken)
    {
        string name = names.Segment(_segment);
        if (await source.ReadAsync(name, 0, new byte[1], cancellationToken).ConfigureAwait(false) < 0)
            return false; // it begins with the next entry
        await destination.CreateAppendBlobAsync(name, cancellationToken).ConfigureAwait(false);
        Acknowledged acknowledged = await source.AcknowledgedAsync(name, cancellationToken).ConfigureAwait(false);
        long lookedAgainAt = -1;
        while (true)
        {
            if (!await reader.TryReadAsync(cancellationToken).ConfigureAwait(false))
            {
                // What was read ahead may be older than what is known to be acknowledged.
                if (reader.FramePosition >= acknowledged.AtLeast || reader.FramePosition == lookedAgainAt)
                    break;
                lookedAgainAt = reader.FramePosition;
                reader.GoTo(name, lookedAgainAt);
                continue;
            }

            if (acknowledged.IsExact && reader.NextPosition > acknowledged.AtLeast)
            {
                // It may have been acknowledged while the segment was read.
                acknowledged = await source.AcknowledgedAsync(name, cancellationToken).ConfigureAwait(false);
                if (reader.NextPosition > acknowledged.AtLeast)
                    break;
            }

            if (_frame.TryStage(_tail, reader) is { } fault)
            {
                await FlushAsync(name, cancellationToken).ConfigureAwait(false);
                throw Damaged(name, reader.FramePosition, $"a frame that does not follow from the log before it: {fault}");
            }

            bool isSeal = reader.Header.Kind == FrameKind.Seal;
            if (!isSeal || !hasSeal)
                await AddAsync(name, reader.Frame, cancellationToken).ConfigureAwait(false);
            _tail = _frame.Tail;
            if (!isSeal)
                continue;
            await FlushAsync(name, cancellationToken).ConfigureAwait(false);
            return true;
        }

        await FlushAsync(name, cancellationToken).ConfigureAwait(false);
        await RequireEndAsync(name, reader, acknowledged, cancellationToken).ConfigureAwait(false);
        return false;
    }

    // Behind the last frame: nothing, or an append that was never acknowledged.
    private async ValueTask RequireEndAsync(string name, FrameReader reader, Acknowledged acknowledged, CancellationToken cancellationToken)
    {
        if (reader.FramePosition < acknowledged.AtLeast)
            throw Damaged(name, reader.FramePosition, $"no frame ({reader.Fault}), though {acknowledged.AtLeast} bytes were acknowledged");
        if (reader.Fault == FrameFault.None || acknowledged.IsExact)
            return;
        byte[] rest = await TornTail.ReadRestAsync(source, name, reader.FramePosition, cancellationToken).ConfigureAwait(false);
        if (!TornTail.LooksTorn(rest, reader.FramePosition, reader.Fault))
            throw Damaged(name, reader.FramePosition, $"no frame ({reader.Fault}), nor what a write leaves that was cut short");
    }

    private static async ValueTask RequireSameAsync(FrameReader reader, AuditMark from, CancellationToken cancellationToken)
    {
        if (!await reader.TryReadAsync(cancellationToken).ConfigureAwait(false))
            throw Conflict(from, "the log was set back: it has fewer entries than the copy");
        FrameHeader header = reader.Header;
        if (header.FirstIndex + (ulong)header.Count != from.Size || header.RootAfter != from.Root || reader.NextPosition != from.Position)
            throw Conflict(from, "the log is another one than was copied before, or was rewritten since");
    }

    private async ValueTask AddAsync(string name, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (_piece.WrittenCount > 0 && _piece.WrittenCount + frame.Length > PieceBytes)
            await FlushAsync(name, cancellationToken).ConfigureAwait(false);
        _piece.Write(frame.Span);
    }

    private async ValueTask FlushAsync(string name, CancellationToken cancellationToken)
    {
        if (_piece.WrittenCount == 0)
            return;
        AppendOutcome outcome = await destination.AppendAsync(name, _length, _piece.WrittenMemory, cancellationToken).ConfigureAwait(false);
        if (outcome != AppendOutcome.Appended)
            throw LedgerException.Unavailable($"the copy of {name} could not be written on ({outcome}): does somebody else write there? The next copy goes on where this one ended.");
        _length += _piece.WrittenCount;
        Written += _piece.WrittenCount;
        _piece.ResetWrittenCount();
        written?.Invoke(Written);
    }

    private static LedgerException Conflict(AuditMark from, string what) =>
        new(LedgerErrorKind.Conflict, $"{what}. The copy has {from.Size} entries with root {from.Root}; nothing was written. Keep it, and find out what happened to the log.");

    private static LedgerException Damaged(string name, long position, string what) => LedgerException.Corrupt($"at byte {position} of {name} there is {what}. What lies before it was copied.");
}
