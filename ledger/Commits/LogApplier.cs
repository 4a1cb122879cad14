using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>Takes durable frames into memory: index, positions, tiles, requests, and the snapshot that readers see.</summary>
/// <remarks>One at a time. What it holds is a pure function of the log; recovery and commit both go through here.</remarks>
internal sealed class LogApplier
{
    private readonly IndexWriter _index;
    private readonly TileWriter _tiles;
    private readonly SnapshotReader _reader;
    private PositionPage _page;
    private Exception? _failure;

    /// <param name="index">Takes the rows.</param>
    /// <param name="tiles">Takes the tiles.</param>
    /// <param name="reader">For the snapshots.</param>
    /// <param name="from">The state to go on from; null for an empty log.</param>
    public LogApplier(IndexWriter index, TileWriter tiles, SnapshotReader reader, Manifest? from)
    {
        (_index, _tiles, _reader) = (index, tiles, reader);
        TreeTail tail = from is null ? TreeTail.Empty : TreeTail.FromTiles(from.Size, id => from.Tiles.First(t => t.Id == id));
        _page = new PositionPage(tail.Size / PositionPage.Width);
        from?.Positions.ToArray().CopyTo(_page.Rows, 0);
        LogEnd end = from is null ? default : new LogEnd(from.Segment, from.Position, from.Frames);
        Current = new Snapshot(reader, tail, _page, index.View, end);
        Requests = new RequestWindow(from?.Requests ?? []);
    }

    /// <summary>The newest view.</summary>
    public Snapshot Current { get; private set; }

    /// <summary>The last requests with an id in <see cref="Current"/>.</summary>
    public RequestWindow Requests { get; }

    /// <summary>Whether frames can still be taken in.</summary>
    public bool IsWhole => _failure is null;

    /// <summary>Takes in a frame of entries that lies at the end of the log.</summary>
    /// <param name="staged">The frame, staged on the current tree.</param>
    /// <exception cref="LedgerException">Unavailable: a frame was taken in only in part before; memory is of no use until the log is read afresh.</exception>
    public async ValueTask ApplyAsync(StagedFrame staged)
    {
        RequireWhole();
        try
        {
            await TakeInAsync(staged).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _failure = e;
            throw;
        }
    }

    private void RequireWhole()
    {
        if (_failure is not null)
            throw LedgerException.Unavailable($"the ledger takes no writes since a failure in this process ({_failure.Message}); restart to read the log afresh", _failure);
    }

    /// <summary>Goes on with the segment that begins with the next entry, from its start.</summary>
    public void BeginSegment() => Current = Current.WithEnd(new LogEnd(Current.Size, 0, 0));

    /// <summary>Before this process writes: from now on it writes tiles too.</summary>
    public async ValueTask BeginWritingAsync()
    {
        RequireWhole();
        _tiles.Release();
        await ThrottleAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Waits while the index is so far behind that memory would grow without bound.</summary>
    public ValueTask ThrottleAsync(CancellationToken cancellationToken) => _index.ThrottleAsync(cancellationToken);

    private async ValueTask TakeInAsync(StagedFrame staged)
    {
        LogEnd end = Current.End;
        ulong first = staged.Header.FirstIndex;
        for (int i = 0; i < staged.Records.Length; i++)
        {
            RecordPlace record = staged.Records[i];
            var position = new EntryPosition(end.Segment, end.Position + record.Offset, record.Length);
            _index.Add(record.Kind, staged.Bytes.Span[record.Key], staged.Bytes.Span[record.Value], position);
            int row = (int)((first + (ulong)i) % PositionPage.Width);
            _page.Rows[row] = position;
            if (row == PositionPage.Width - 1)
            {
                PositionPage full = _page;
                _page = new PositionPage(full.Number + 1);
                await _tiles.AddAsync(full).ConfigureAwait(false);
            }
        }

        foreach (FrameRequest request in staged.Requests)
            Requests.Add(new CommittedRequest(request.Id, first + (ulong)request.First, request.Count));

        // Before the snapshot that no longer holds them: a reader finds a tile in the snapshot or in the cache.
        foreach (Tile tile in staged.Filled)
            await _tiles.AddAsync(tile).ConfigureAwait(false);

        var after = new LogEnd(end.Segment, end.Position + staged.Bytes.Length, end.Frames + 1);
        _index.EndFrame(staged.Bytes.Length, staged.Tail.Size, () => new SliceEnd(staged.Tail, _page, after, end.Position, Requests.ToArray()));
        Current = new Snapshot(_reader, staged.Tail, _page, _index.View, after);
    }
}
