using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>Takes durable frames into memory: index, positions, tiles, and the snapshot that readers see.</summary>
/// <remarks>One at a time. What it holds is a pure function of the log; recovery and commit both go through here.</remarks>
internal sealed class LogApplier(IndexWriter index, TileWriter tiles, SnapshotReader reader)
{
    private PositionPage _page = new(0);
    private Exception? _failure;

    /// <summary>The newest view.</summary>
    public Snapshot Current { get; private set; } = Snapshot.Empty(reader, index.View);

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

    /// <summary>Throws if a frame was taken in only in part.</summary>
    public void RequireWhole()
    {
        if (_failure is not null)
            throw LedgerException.Unavailable($"the ledger takes no writes since a failure in this process ({_failure.Message}); restart to read the log afresh", _failure);
    }

    /// <summary>Goes on with the segment that begins with the next entry, from its start.</summary>
    public void BeginSegment() => Current = Current.WithEnd(new LogEnd(Current.Size, 0, 0));

    /// <summary>Waits while the index is so far behind that memory would grow without bound.</summary>
    public ValueTask ThrottleAsync() => index.ThrottleAsync(CancellationToken.None);

    private async ValueTask TakeInAsync(StagedFrame staged)
    {
        LogEnd end = Current.End;
        ulong first = staged.Header.FirstIndex;
        for (int i = 0; i < staged.Records.Length; i++)
        {
            RecordPlace record = staged.Records[i];
            var position = new EntryPosition(end.Segment, end.Position + record.Offset, record.Length);
            index.Add(record.Kind, staged.Bytes.Span[record.Key], staged.Bytes.Span[record.Value], position);
            int row = (int)((first + (ulong)i) % PositionPage.Width);
            _page.Rows[row] = position;
            if (row == PositionPage.Width - 1)
            {
                PositionPage full = _page;
                _page = new PositionPage(full.Number + 1);
                await tiles.AddAsync(full).ConfigureAwait(false);
            }
        }

        // Before the snapshot that no longer holds them: a reader finds a tile in the snapshot or in the cache.
        foreach (Tile tile in staged.Filled)
            await tiles.AddAsync(tile).ConfigureAwait(false);

        var after = new LogEnd(end.Segment, end.Position + staged.Bytes.Length, end.Frames + 1);
        Current = new Snapshot(reader, staged.Tail, _page, index.View, after);
    }
}
