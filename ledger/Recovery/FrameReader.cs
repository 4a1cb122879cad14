using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Recovery;

/// <summary>Reads a segment's frames one after another, in large pieces.</summary>
/// <param name="store">Where the segment is.</param>
/// <param name="segment">Its blob name.</param>
/// <param name="position">Where the first frame to read begins, in bytes.</param>
/// <param name="pieceBytes">How much to ask the store for at once.</param>
/// <remarks>One reader reads segment after segment with the same buffer: <see cref="GoTo"/>.</remarks>
internal sealed class FrameReader(IBlobStore store, string segment, long position, int pieceBytes = 1 << 20)
{
    private string _segment = segment;
    private byte[] _buffer = new byte[pieceBytes];
    private int _start;
    private int _end;
    private int _entriesAt;
    private int _frameLength;
    private bool _endSeen;

    /// <summary>Where the frame last read begins; after <see cref="TryReadAsync"/> said no, where no whole frame follows.</summary>
    public long FramePosition { get; private set; } = position;

    /// <summary>Where the next frame begins.</summary>
    public long NextPosition => FramePosition + _frameLength;

    /// <summary>Header of the frame last read.</summary>
    public FrameHeader Header { get; private set; }

    /// <summary>The whole frame last read; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Frame => _buffer.AsMemory(_start, _frameLength);

    /// <summary>The requests of the frame last read that carried an id; valid until the next read.</summary>
    public RequestTable Requests => RequestTable.InSound(_buffer.AsSpan(_start + FrameCodec.HeaderLength, EntriesOffset - FrameCodec.HeaderLength));

    /// <summary>Where its entry records begin, in bytes from the frame's start.</summary>
    public int EntriesOffset => _entriesAt - _start;

    /// <summary>The entry records of the frame last read; valid until the next read.</summary>
    public ReadOnlySpan<byte> Entries => _buffer.AsSpan(_entriesAt, _start + _frameLength - _entriesAt);

    /// <summary>Why there is no further frame: <see cref="FrameFault.None"/> at the segment's exact end.</summary>
    public FrameFault Fault { get; private set; }

    /// <summary>What lies from <see cref="FramePosition"/> on when a read said no: as much of it as was looked at.</summary>
    public ReadOnlySpan<byte> Rest => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Goes on elsewhere, with nothing read yet.</summary>
    /// <param name="nextSegment">The segment's blob name.</param>
    /// <param name="nextPosition">Where the first frame to read begins, in bytes.</param>
    public void GoTo(string nextSegment, long nextPosition)
    {
        if (_buffer.Length > pieceBytes)
            _buffer = new byte[pieceBytes]; // a large frame's
        (_segment, FramePosition) = (nextSegment, nextPosition);
        (_start, _end, _entriesAt, _frameLength, _endSeen) = (0, 0, 0, 0, false);
        (Header, Fault) = (default, default);
    }

    /// <summary>Reads the next frame.</summary>
    /// <returns>False at the end, or where what follows is no whole frame: see <see cref="Fault"/>.</returns>
    public async ValueTask<bool> TryReadAsync(CancellationToken cancellationToken)
    {
        _start += _frameLength;
        FramePosition += _frameLength;
        _frameLength = 0;

        await FillAsync(FrameCodec.LengthPrefix, cancellationToken).ConfigureAwait(false);
        if (_start == _end)
        {
            Fault = FrameFault.None;
            return false;
        }

        if (FrameCodec.TryReadLength(_buffer.AsSpan(_start, _end - _start), out int needed))
            await FillAsync(needed, cancellationToken).ConfigureAwait(false);
        Fault = FrameCodec.Read(_buffer.AsSpan(_start, _end - _start), out FrameHeader header, out ReadOnlySpan<byte> entries, out int length);
        if (Fault != FrameFault.None)
            return false;

        Header = header;
        _frameLength = length;
        _entriesAt = _start + length - entries.Length;
        return true;
    }

    // Until `needed` bytes are at hand from start on, or the blob ends.
    private async ValueTask FillAsync(int needed, CancellationToken cancellationToken)
    {
        while (_end - _start < needed && !_endSeen)
        {
            if (_buffer.Length - _start < needed || _start == _end)
                MakeRoom(needed);
            Memory<byte> room = _buffer.AsMemory(_end);
            int read = await store.ReadAsync(_segment, FramePosition + (_end - _start), room, cancellationToken).ConfigureAwait(false);
            _endSeen = read < room.Length; // a store gives less than asked for only at the end: no second read to find out
            _end += Math.Max(0, read);
        }
    }

    private void MakeRoom(int needed)
    {
        byte[] target = needed <= _buffer.Length ? _buffer : new byte[Math.Max(needed, pieceBytes)];
        _buffer.AsSpan(_start, _end - _start).CopyTo(target);
        (_buffer, _end, _start) = (target, _end - _start, 0);
    }
}
