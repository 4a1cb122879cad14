using System.Threading.Channels;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>Writes full hash tiles and position tiles behind the commits.</summary>
/// <remarks>They are derived data: until a tile is written it is pinned in memory, and if the process dies first, the next start
/// makes it again from the log. What another host's entries filled, that host writes: here it is held, and written only if it is missing when a slice becomes a run. A failing store is tried again, with pauses, for as long as the ledger is open.</remarks>
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
    private readonly byte[] _one = new byte[1];
    private readonly Task _loop;

    // One at a time lets go of what is held: who comes meanwhile must not take for written what is on its way into the queue.
    private readonly SemaphoreSlim _releasing = new(1);
    private readonly Lock _heldGate = new();

    // Guarded by _heldGate: what other hosts' entries filled.
    private List<Waiting> _held = [];

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

    /// <summary>Waits until everything taken so far is written, by whomever.</summary>
    /// <exception cref="LedgerException">Unavailable: a write failed; it is tried again, and so may this be.</exception>
    public async ValueTask WhenWrittenAsync(CancellationToken cancellationToken)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Exception> failed = _failed.Task;
        Task queued = ReleaseAsync(new Waiting(null, null, IsOurs: true, written), cancellationToken);
        await Task.WhenAny(queued, failed).WaitAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAny(written.Task, failed).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!written.Task.IsCompleted)
        {
            Exception e = await failed.ConfigureAwait(false);
            throw LedgerException.Unavailable($"tiles cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Lets go of what is held of the first <paramref name="size"/> entries: a manifest of that size says that it is written.</summary>
    public void LetGo(ulong size)
    {
        List<Waiting> written;
        lock (_heldGate)
        {
            written = _held.FindAll(w => w.End <= size);
            _held.RemoveAll(w => w.End <= size);
        }

        written.ForEach(Unpin);
    }

    /// <summary>Takes a full tile; waits while too many are unwritten.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="isOurs">Whether this process has filled it. Otherwise the one that did writes it; it is held here until the index is about to rely on it.</param>
    public ValueTask AddAsync(Tile tile, bool isOurs)
    {
        if (Stored?.Tiles.Contains(tile.Id) == true)
            return default; // read, and checked, when somebody needs it
        _cache.AddPinned(CacheKey.Tile(tile.Id), tile, HashTiles.MemoryBytes);
        return TakeAsync(new Waiting(tile, null, isOurs));
    }

    /// <summary>Takes a full page of positions; waits while too many are unwritten.</summary>
    /// <inheritdoc cref="AddAsync(Tile, bool)"/>
    public ValueTask AddAsync(PositionPage page, bool isOurs)
    {
        if (Stored?.Positions.Contains(page.Number) == true)
            return default;
        _cache.AddPinned(CacheKey.Positions(page.Number), page, PositionPage.MemoryBytes);
        return TakeAsync(new Waiting(null, page, isOurs));
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
        _releasing.Dispose();
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
                    await PutAsync(_names.Tile(tile.Id), bytes, next.IsOurs).ConfigureAwait(false);
                }
                else if (next.Page is { } page)
                {
                    await PutAsync(_names.PositionTile(page.Number), PositionTile.Encode(page.Number, page.Rows), next.IsOurs).ConfigureAwait(false);
                }

                Unpin(next);
                next.Written?.SetResult();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            TileLog.LeftUnwritten(_log, _waiting.Reader.Count);
        }
    }

    private async ValueTask PutAsync(string name, ReadOnlyMemory<byte> bytes, bool isOurs)
    {
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = TimeSpan.FromSeconds(Math.Min(30, pause.TotalSeconds * 2)))
        {
            try
            {
                // Another host may have written it: the bytes are the same, and "it is there" is as good as "written". If it probably has, looking is cheaper.
                if (isOurs || await _store.ReadAsync(name, 0, _one, _stopping.Token).ConfigureAwait(false) <= 0)
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

    private async ValueTask TakeAsync(Waiting waiting)
    {
        if (waiting.IsOurs)
        {
            await _waiting.Writer.WriteAsync(waiting).ConfigureAwait(false);
            return;
        }

        bool isFull;
        lock (_heldGate)
        {
            _held.Add(waiting);
            isFull = _held.Count >= MaxHeld;
        }

        if (isFull)
            await ReleaseAsync(null, CancellationToken.None).ConfigureAwait(false);
    }

    // Queues what is held, and then what is to come behind it.
    private async Task ReleaseAsync(Waiting? last, CancellationToken cancellationToken)
    {
        await _releasing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            List<Waiting> held;
            lock (_heldGate)
                (held, _held) = (_held, []);
            foreach (Waiting waiting in held)
                await _waiting.Writer.WriteAsync(waiting, CancellationToken.None).ConfigureAwait(false);
            if (last is { } end)
                await _waiting.Writer.WriteAsync(end, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _releasing.Release();
        }
    }

    private void Unpin(Waiting written)
    {
        if (written.Tile is { } tile)
            _cache.Unpin(CacheKey.Tile(tile.Id));
        if (written.Page is { } page)
            _cache.Unpin(CacheKey.Positions(page.Number));
    }

    private static TaskCompletionSource<Exception> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly record struct Waiting(Tile? Tile, PositionPage? Page, bool IsOurs, TaskCompletionSource? Written = null)
    {
        // Entries up to the last one it is about.
        public ulong End => Tile is { } tile
            ? (tile.Id.Index + 1) << (8 * (tile.Id.Level + 1))
            : (Page!.Number + 1) * PositionPage.Width;
    }
}
