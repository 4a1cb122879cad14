using System.Threading.Channels;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>Writes full hash tiles and position tiles behind the commits.</summary>
/// <remarks>They are derived data: until a tile is written it is pinned in memory, and if the process dies first, the next start
/// makes it again from the log. A failing store is tried again, with pauses, for as long as the ledger is open.</remarks>
internal sealed class TileWriter : IAsyncDisposable
{
    // More than the tiles of the slices that may wait for them: then new entries are refused, and nobody is left waiting here.
    private const int MaxWaiting = 6144;

    // Two of each 256 entries of a slice: more cannot be of the tail of a log whose index is kept.
    private const int MaxHeld = 2048;

    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(20);

    private readonly IBlobStore _store;
    private readonly StorageNames _names;
    private readonly LedgerCache _cache;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Task _loop;

    // Guarded by _heldGate. Null: tiles are written as they come.
    private readonly Lock _heldGate = new();
    private List<Waiting>? _held;

    // Complete while a write fails and is tried again.
    private volatile TaskCompletionSource<Exception> _failed = NewSignal();

    public TileWriter(IBlobStore store, StorageNames names, LedgerCache cache, TimeProvider time, ILogger log)
    {
        _store = store;
        _names = names;
        _cache = cache;
        _time = time;
        _log = log;
        _loop = Task.Run(WriteAllAsync);
    }

    /// <summary>What storage holds already, known while the log is read at the start; null later, when everything is new.</summary>
    public StoredTiles? Stored { get; set; }

    /// <summary>Keeps what comes in memory until <see cref="Release"/>: an instance that only reads writes nothing. Called before anything comes.</summary>
    public void Hold()
    {
        lock (_heldGate)
            _held = [];
    }

    /// <summary>Writes what was held, and from now on what comes.</summary>
    public void Release()
    {
        lock (_heldGate)
        {
            // There is room: nothing was queued while they were held. All at once, so that nobody who comes now gets before them.
            foreach (Waiting waiting in _held ?? [])
                _waiting.Writer.TryWrite(waiting);
            _held = null;
        }
    }

    /// <summary>Waits until everything taken so far is written.</summary>
    /// <exception cref="LedgerException">Unavailable: a write failed; it is tried again, and so may this be.</exception>
    public async ValueTask WhenWrittenAsync(CancellationToken cancellationToken)
    {
        Release();
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Exception> failed = _failed.Task;
        await Task.WhenAny(_waiting.Writer.WriteAsync(new Waiting(null, null, written), cancellationToken).AsTask(), failed).WaitAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAny(written.Task, failed).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!written.Task.IsCompleted)
        {
            Exception e = await failed.ConfigureAwait(false);
            throw LedgerException.Unavailable($"tiles cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Takes a full tile; waits while too many are unwritten.</summary>
    public ValueTask AddAsync(Tile tile)
    {
        if (Stored?.Tiles.Contains(tile.Id) == true)
            return default; // read, and checked, when somebody needs it
        _cache.AddPinned(CacheKey.Tile(tile.Id), tile, HashTiles.MemoryBytes);
        return TakeAsync(new Waiting(tile, null));
    }

    /// <summary>Takes a full page of positions; waits while too many are unwritten.</summary>
    public ValueTask AddAsync(PositionPage page)
    {
        if (Stored?.Positions.Contains(page.Number) == true)
            return default;
        _cache.AddPinned(CacheKey.Positions(page.Number), page, PositionPage.MemoryBytes);
        return TakeAsync(new Waiting(null, page));
    }

    /// <summary>Writes what is waiting, if the store works; otherwise leaves it to the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        ITimer limit = _time.CreateTimer(static stopping => ((CancellationTokenSource)stopping!).Cancel(), _stopping, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        limit.Change(LongestStop, Timeout.InfiniteTimeSpan);
        await _loop.ConfigureAwait(false);
        await limit.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task WriteAllAsync()
    {
        var bytes = new byte[Tile.ByteLength];
        try
        {
            await foreach (Waiting next in _waiting.Reader.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
            {
                if (next.Tile is { } tile)
                {
                    tile.CopyTo(bytes);
                    await PutAsync(_names.Tile(tile.Id), bytes).ConfigureAwait(false);
                    _cache.Unpin(CacheKey.Tile(tile.Id));
                }
                else if (next.Page is { } page)
                {
                    await PutAsync(_names.PositionTile(page.Number), PositionTile.Encode(page.Number, page.Rows)).ConfigureAwait(false);
                    _cache.Unpin(CacheKey.Positions(page.Number));
                }

                next.Written?.SetResult();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            TileLog.LeftUnwritten(_log, _waiting.Reader.Count);
        }
    }

    private async ValueTask PutAsync(string name, ReadOnlyMemory<byte> bytes)
    {
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = TimeSpan.FromSeconds(Math.Min(30, pause.TotalSeconds * 2)))
        {
            try
            {
                // Another host may have written it: the bytes are the same, and "it is there" is as good as "written".
                await _store.PutAsync(name, bytes, PutCondition.IfAbsent, PutDurability.Derived, _stopping.Token).ConfigureAwait(false);
                if (_failed.Task.IsCompleted)
                    _failed = NewSignal();
                return;
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                // Of whatever kind: if this task ended, commits would fill the queue and wait for ever.
                _failed.TrySetResult(e);
                TileLog.NotWritten(_log, name, pause, e);
                await Task.Delay(pause, _time, _stopping.Token).ConfigureAwait(false);
            }
        }
    }

    private ValueTask TakeAsync(Waiting waiting)
    {
        lock (_heldGate)
        {
            if (_held is null)
                return _waiting.Writer.WriteAsync(waiting);
            _held.Add(waiting);
            if (_held.Count == MaxHeld)
                Release();
            return default;
        }
    }

    private static TaskCompletionSource<Exception> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly record struct Waiting(Tile? Tile, PositionPage? Page, TaskCompletionSource? Written = null);
}
