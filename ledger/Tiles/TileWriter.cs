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
    private const int MaxWaiting = 4096;

    private readonly IBlobStore store;
    private readonly StorageNames names;
    private readonly TreeCaches caches;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly CancellationTokenSource stopping = new();
    private readonly Channel<Waiting> waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Task loop;

    public TileWriter(IBlobStore store, StorageNames names, TreeCaches caches, TimeProvider time, ILogger log)
    {
        this.store = store;
        this.names = names;
        this.caches = caches;
        this.time = time;
        this.log = log;
        loop = Task.Run(WriteAllAsync);
    }

    /// <summary>What storage holds already, known while the log is read at the start; null later, when everything is new.</summary>
    public StoredTiles? Stored { get; set; }

    /// <summary>Takes a full tile; waits while too many are unwritten.</summary>
    public ValueTask AddAsync(Tile tile)
    {
        if (Stored?.Tiles.Contains(tile.Id) == true)
            return default; // read, and checked, when somebody needs it
        caches.Tiles.AddPinned(tile.Id, tile);
        return waiting.Writer.WriteAsync(new Waiting(tile, null));
    }

    /// <summary>Takes a full page of positions; waits while too many are unwritten.</summary>
    public ValueTask AddAsync(PositionPage page)
    {
        if (Stored?.Positions.Contains(page.Number) == true)
            return default;
        caches.Positions.AddPinned(page.Number, page);
        return waiting.Writer.WriteAsync(new Waiting(null, page));
    }

    /// <summary>Writes what is waiting, if the store works; otherwise leaves it to the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.Complete();
        stopping.CancelAfter(TimeSpan.FromSeconds(20));
        await loop.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task WriteAllAsync()
    {
        var bytes = new byte[Tile.ByteLength];
        try
        {
            await foreach (Waiting next in waiting.Reader.ReadAllAsync(stopping.Token).ConfigureAwait(false))
            {
                if (next.Tile is { } tile)
                {
                    tile.CopyTo(bytes);
                    await PutAsync(names.Tile(tile.Id), bytes).ConfigureAwait(false);
                    caches.Tiles.Unpin(tile.Id);
                }
                else if (next.Page is { } page)
                {
                    await PutAsync(names.PositionTile(page.Number), PositionTile.Encode(page.Number, page.Rows)).ConfigureAwait(false);
                    caches.Positions.Unpin(page.Number);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            TileLog.LeftUnwritten(log, waiting.Reader.Count);
        }
    }

    private async ValueTask PutAsync(string name, ReadOnlyMemory<byte> bytes)
    {
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = TimeSpan.FromSeconds(Math.Min(30, pause.TotalSeconds * 2)))
        {
            try
            {
                // Another host may have written it: the bytes are the same, and "it is there" is as good as "written".
                await store.PutAsync(name, bytes, PutCondition.IfAbsent, PutDurability.Derived, stopping.Token).ConfigureAwait(false);
                return;
            }
            catch (LedgerException e) when (e.Kind == LedgerErrorKind.Unavailable)
            {
                TileLog.NotWritten(log, name, pause, e);
                await Task.Delay(pause, time, stopping.Token).ConfigureAwait(false);
            }
        }
    }

    private readonly record struct Waiting(Tile? Tile, PositionPage? Page);
}
