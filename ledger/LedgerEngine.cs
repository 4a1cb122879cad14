using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Recovery;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger;

/// <summary>One ledger: an append-only log of entries with a Merkle tree over them and an index of their keys.</summary>
/// <remarks>What <see cref="AppendAsync"/> has returned is durable, and visible to every <see cref="SnapshotAsync"/> that begins afterwards.</remarks>
public sealed class LedgerEngine : IAsyncDisposable
{
    /// <summary>Longest stored key in bytes.</summary>
    public const int MaxKeyBytes = ushort.MaxValue;

    private readonly IBlobStore _store;
    private readonly StorageNames _names;
    private readonly Sequencer _sequencer;
    private readonly TileWriter _tiles;
    private readonly IndexWriter _index;
    private int _disposed;

    private LedgerEngine(IBlobStore store, StorageNames names, Sequencer sequencer, TileWriter tiles, IndexWriter index)
    {
        _store = store;
        _names = names;
        _sequencer = sequencer;
        _tiles = tiles;
        _index = index;
    }

    /// <summary>Opens a ledger, or begins one where there is none; reads and checks its whole log.</summary>
    /// <param name="store">Where its blobs are; stays the caller's.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="loggers">For progress and warnings.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    /// <exception cref="LedgerException">Corrupt: the log was changed. Unavailable: the store does not work.</exception>
    public static async Task<LedgerEngine> OpenAsync(IBlobStore store, LedgerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ILogger log = loggers.CreateLogger("ImmuFunctions.Ledger");
        var names = new StorageNames(options.Prefix);
        var caches = new TreeCaches(options.CacheBytes);
        var derived = new DerivedBlobs(store);
        var positions = new PositionTiles(store, derived, names, caches, log);
        var entries = new LogEntries(store, names, positions);
        var reader = new SnapshotReader(new HashTiles(derived, names, caches, entries, log), positions, entries, names, options.Signer) { HasValueIndex = options.ValueIndex == true };

        var index = new IndexWriter(options.MemtableRows);
        var tiles = new TileWriter(store, names, caches, options.Time, log);
        try
        {
            var applier = new LogApplier(index, tiles, reader);
            var follower = new LogFollower(store, names, applier);
            await new LogRecovery(store, names, applier, follower, tiles, options.Time, log).RunAsync(cancellationToken).ConfigureAwait(false);
            var sequencer = new Sequencer(store, options, names, applier, follower, log);
            return new LedgerEngine(store, names, sequencer, tiles, index);
        }
        catch
        {
            await tiles.DisposeAsync().ConfigureAwait(false);
            await index.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Appends a batch: all of it or nothing, with consecutive indexes in its order.</summary>
    /// <param name="drafts">At least one entry.</param>
    /// <param name="cancellationToken">Takes the batch back while it waits; once its commit has begun the outcome is waited for.</param>
    /// <returns>Where it is, once it is durable.</returns>
    /// <exception cref="LedgerException">Invalid: a key or the batch is too large. Unavailable: the store failed; the message says whether nothing was written.</exception>
    public ValueTask<Commit> AppendAsync(ReadOnlyMemory<EntryDraft> drafts, CancellationToken cancellationToken)
    {
        long bytes = DraftRules.RequireAndMeasure(drafts.Span);
        if (bytes > _sequencer.MaxBatchBytes)
            throw new LedgerException(LedgerErrorKind.Invalid, $"a batch of {bytes} bytes is larger than {_sequencer.MaxBatchBytes}, the most that is written at once");
        return _sequencer.CommitAsync(new PendingBatch(drafts, (int)bytes, cancellationToken), cancellationToken);
    }

    /// <summary>The ledger as it is now: with everything acknowledged before this call, by this writer or another.</summary>
    public ValueTask<Snapshot> SnapshotAsync(CancellationToken cancellationToken) =>
        _store.IsExclusive ? new(_sequencer.Current) : ProbeAsync(cancellationToken);

    /// <summary>Figures about the ledger as it is now. TEMPORARY: knows of no runs and no cache.</summary>
    public async ValueTask<LedgerStats> StatsAsync(CancellationToken cancellationToken)
    {
        Snapshot now = await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        long logBytes = 0;
        await foreach (BlobInfo blob in _store.ListAsync(_names.Segments, cancellationToken).ConfigureAwait(false))
            logBytes += blob.Length;
        return new LedgerStats
        {
            Entries = now.Size,
            Root = now.Root,
            KeysAtMost = now.Size,
            LogBytes = logBytes,
            IndexBytes = 0,
            Runs = [],
            CacheBytes = 0,
            CacheBudgetBytes = 128 << 20, // the default
            CacheHits = 0,
            CacheMisses = 0,
            TailEntries = now.Size,
            HasValueIndex = now.HasValueIndex,
        };
    }

    /// <summary>Bytes the index takes in memory, and its rows: for measuring.</summary>
    public (long Bytes, long Rows) MeasureIndex() => _index.Measure();

    /// <summary>Commits what waits, writes the tiles that are due, and stops. The store stays open.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _sequencer.DisposeAsync().ConfigureAwait(false);
        await _tiles.DisposeAsync().ConfigureAwait(false);
        await _index.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<Snapshot> ProbeAsync(CancellationToken cancellationToken)
    {
        Snapshot known = _sequencer.Current;
        byte[] next = new byte[1];
        int read = await _store.ReadAsync(_names.Segment(known.End.Segment), known.End.Position, next, cancellationToken).ConfigureAwait(false);
        return read > 0 ? await _sequencer.CatchUpAsync(cancellationToken).ConfigureAwait(false) : known;
    }
}
