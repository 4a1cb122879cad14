using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Checkpoints;
using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Recovery;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Telemetry;
using ImmuFunctions.Ledger.Tiles;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger;

/// <summary>One ledger: an append-only log of entries with a Merkle tree over them and an index of their keys.</summary>
/// <remarks>What an append has returned is durable, and visible to every <see cref="SnapshotAsync(CancellationToken)"/> that begins afterwards.</remarks>
public sealed partial class LedgerEngine : IAsyncDisposable
{
    /// <summary>Longest stored key in bytes.</summary>
    public const int MaxKeyBytes = ushort.MaxValue;

    private static readonly TimeSpan ExclusiveGrace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SharedGrace = TimeSpan.FromMinutes(15);

    private readonly IBlobStore _store;
    private readonly StorageNames _names;
    private readonly Sequencer _sequencer;
    private readonly TailProbe _probe;
    private readonly TileWriter _tiles;
    private readonly IndexWriter _index;
    private readonly LiveManifest _manifest;
    private readonly IndexUpkeep _upkeep;
    private readonly LedgerCache _cache;
    private readonly CheckpointPublisher? _publisher;
    private readonly CheckpointSchedule? _schedule;
    private int _disposed;

    private LedgerEngine(
        IBlobStore store, StorageNames names, Sequencer sequencer, TailProbe probe, TileWriter tiles, IndexWriter index, LiveManifest manifest, IndexUpkeep upkeep, LedgerCache cache,
        MonotoneSigner? checkpoints, LedgerOptions options, ILogger log)
    {
        (_store, _names, _sequencer, _probe, _tiles) = (store, names, sequencer, probe, tiles);
        (_index, _manifest, _upkeep, _cache) = (index, manifest, upkeep, cache);
        LedgerTelemetry.Opened(this, names.Prefix);
        if (checkpoints is null)
            return;
        _publisher = new CheckpointPublisher(store, names, checkpoints, SnapshotAsync, log);
        if (options.CheckpointInterval == TimeSpan.Zero)
            return;
        _schedule = new CheckpointSchedule(
            async () => await _publisher.PublishAsync(_ => new(sequencer.Current), CancellationToken.None).ConfigureAwait(false), options.CheckpointInterval, options.Time, log);
        sequencer.Committed = _schedule.NoteCommit;
        if (store.IsExclusive && sequencer.Current.Size > 0)
            _schedule.NoteCommit(); // the last process may have died before its last checkpoint; on a shared store whoever writes next sees to it
    }

    /// <summary>Whether nobody else writes to it while it is open: then a snapshot costs nothing and is there at once.</summary>
    public bool IsExclusive => _store.IsExclusive;

    /// <summary>Opens a ledger, or begins one where there is none.</summary>
    /// <remarks>Reads the manifest of the index and the log behind it: at most some 65,536 entries or 32 MiB, whatever the ledger's size. Without a
    /// manifest the whole log is read, and the index made again.</remarks>
    /// <param name="store">Where its blobs are; stays the caller's.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="loggers">For progress and warnings.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    /// <exception cref="LedgerException">Corrupt: the log was changed. Unavailable: the store does not work.</exception>
    /// <exception cref="ArgumentException">The origin of the checkpoints is no name, or their interval is negative.</exception>
    public static async Task<LedgerEngine> OpenAsync(IBlobStore store, LedgerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CheckpointInterval, TimeSpan.Zero, nameof(options));
        long openedAt = options.Time.GetTimestamp();
        ILogger log = loggers.CreateLogger("ImmuFunctions.Ledger");
        SigningCache? signer = options.Signer is null ? null : new SigningCache(options.Signer);
        MonotoneSigner? checkpoints = signer is null || options.CheckpointOrigin is null ? null : new MonotoneSigner(signer, options.CheckpointOrigin);
        var names = new StorageNames(options.Prefix);
        var cache = new LedgerCache(options.CacheBytes);
        var files = new RunFiles(store, names, cache);
        var manifests = new ManifestStore(store, names);
        (StoredManifest? found, bool hasValues) = await new IndexOpening(store, names, manifests, log).RunAsync(options.ValueIndex, cancellationToken).ConfigureAwait(false);

        var index = new IndexWriter(options, hasValues, new RunSet(found?.Manifest.Runs ?? [], files, found?.Manifest.Size ?? 0));
        var manifest = new LiveManifest(manifests, index, files, found, isShared: !store.IsExclusive);
        var tiles = new TileWriter(store, names, cache, options.Time, log);
        var upkeep = new IndexUpkeep(
            index, manifest, new RunBuilder(store, names), files, new RetiredRuns(store, names, options.RunGrace ?? (store.IsExclusive ? ExclusiveGrace : SharedGrace), options.Time, log), tiles,
            names, isShared: !store.IsExclusive, options, log);
        try
        {
            var derived = new DerivedBlobs(store);
            var positions = new PositionTiles(store, derived, names, cache, log);
            var entries = new LogEntries(store, names, positions);
            var reader = new SnapshotReader(
                new HashTiles(derived, names, cache, entries, log), positions, entries, names, signer, ct => RefreshAsync(manifest, index, ct))
            {
                HasValueIndex = hasValues,
            };
            var applier = new LogApplier(index, tiles, reader, found?.Manifest);
            var follower = new LogFollower(store, names, applier);
            await new LogRecovery(store, names, found?.Manifest, applier, follower, tiles, options.Time, log).RunAsync(cancellationToken).ConfigureAwait(false);
            var sequencer = new Sequencer(store, options, names, applier, follower, openedAt, log);
            var probe = new TailProbe(store, names, sequencer, options.Time);
            if (checkpoints is not null)
                CheckpointLog.SignedAs(log, checkpoints.Key.ToString());
            return new LedgerEngine(store, names, sequencer, probe, tiles, index, manifest, upkeep, cache, checkpoints, options, log);
        }
        catch
        {
            await upkeep.DisposeAsync().ConfigureAwait(false);
            await tiles.DisposeAsync().ConfigureAwait(false);
            manifest.Dispose();
            throw;
        }
    }

    /// <summary>Appends a batch: all of it or nothing, with consecutive indexes in its order.</summary>
    /// <param name="drafts">At least one entry.</param>
    /// <param name="cancellationToken">Takes the batch back while it waits; once its commit has begun the outcome is waited for.</param>
    /// <returns>Where it is, once it is durable.</returns>
    /// <exception cref="LedgerException">Invalid: a key or the batch is too large. Unavailable: the store failed; the message says whether nothing was written.</exception>
    public ValueTask<Commit> AppendAsync(ReadOnlyMemory<EntryDraft> drafts, CancellationToken cancellationToken) =>
        AppendAsync(drafts, null, cancellationToken);

    /// <summary>Appends a batch once, however often it is sent: if the answer was lost it may be sent again under the same id, to this or any other host of the ledger.</summary>
    /// <param name="drafts">At least one entry; the same whenever it is sent.</param>
    /// <param name="request">The batch's name; null to write it whatever was written before.</param>
    /// <param name="cancellationToken">Takes the batch back while it waits; once its commit has begun the outcome is waited for.</param>
    /// <returns>Where it is, once it is durable; <see cref="Commit.IsReplay"/> if that was so before.</returns>
    /// <remarks>The last 4,096 requests that carried an id are known; what was committed longer ago would be written again.</remarks>
    /// <exception cref="LedgerException">As without an id; and Conflict: a batch of another length was committed under this id.</exception>
    public ValueTask<Commit> AppendAsync(ReadOnlyMemory<EntryDraft> drafts, RequestId? request, CancellationToken cancellationToken)
    {
        long bytes = DraftRules.RequireAndMeasure(drafts.Span);
        int most = _sequencer.MaxBatchBytes - PendingBatch.TableBytes(request);
        if (bytes > most)
            throw new LedgerException(LedgerErrorKind.Invalid, $"a batch of {bytes} bytes is larger than {most}, the most that is written at once");
        return _sequencer.CommitAsync(new PendingBatch(drafts, (int)bytes, request, cancellationToken), cancellationToken);
    }

    /// <summary>The ledger as it is now: with everything acknowledged before this call, by this writer or another.</summary>
    public ValueTask<Snapshot> SnapshotAsync(CancellationToken cancellationToken) =>
        _store.IsExclusive ? new(_sequencer.Current) : new(_probe.SnapshotAsync(cancellationToken));

    /// <summary>The ledger as it was at some time not as long ago as <paramref name="maxStaleness"/>, or later: with everything acknowledged before then.</summary>
    /// <remarks>Costs nothing if the log's end was looked at since then, or an entry was committed by this process; otherwise as much as a read of what is newest.</remarks>
    /// <param name="maxStaleness">By <see cref="LedgerOptions.Time"/>; zero for everything acknowledged before this call.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public ValueTask<Snapshot> SnapshotAsync(TimeSpan maxStaleness, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxStaleness, TimeSpan.Zero);
        return _store.IsExclusive ? new(_sequencer.Current) : _probe.SnapshotAsync(maxStaleness, cancellationToken);
    }

    /// <summary>Publishes a checkpoint of the ledger as it is now, unless it is published already. For hosts that do their upkeep from a timer.</summary>
    /// <returns>What is published: of this size or, if another host was first, a larger one. Null if this ledger has no signer or no origin.</returns>
    /// <exception cref="LedgerException">Corrupt: the log contradicts what was published. Unavailable: store or signer do not work; whether it was published is not known.</exception>
    public async ValueTask<SignedCheckpoint?> PublishCheckpointAsync(CancellationToken cancellationToken) =>
        _publisher is null ? null : await _publisher.PublishAsync(SnapshotAsync, cancellationToken).ConfigureAwait(false);

    /// <summary>The published checkpoint as it lies in the store, a signed note; null if there is none. Its reader checks it.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> CheckpointAsync(CancellationToken cancellationToken) =>
        PublishedCheckpoint.ReadAsync(_store, _names.Prefix, cancellationToken);

    /// <summary>Figures about the ledger as it is now. Costs a listing of the segments and nothing else.</summary>
    public async ValueTask<LedgerStats> StatsAsync(CancellationToken cancellationToken)
    {
        Snapshot now = await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        long logBytes = 0;
        await foreach (BlobInfo blob in _store.ListAsync(_names.Segments, cancellationToken).ConfigureAwait(false))
            logBytes += blob.Length;
        RunSet runs = _index.View.Runs;
        ulong tail = now.Size - Math.Min(now.Size, runs.Size);
        return new LedgerStats
        {
            Entries = now.Size,
            Root = now.Root,
            KeysAtMost = (ulong)runs.OldestFirst.Sum(r => r.Keys) + tail,
            LogBytes = logBytes,
            IndexBytes = runs.OldestFirst.Sum(r => r.Length),
            Runs = [.. runs.OldestFirst.Select(r => new RunStats(r.From, r.To, r.Rows, r.Keys, r.Length))],
            CacheBytes = _cache.Bytes,
            CacheBudgetBytes = _cache.BudgetBytes,
            CacheHits = _cache.Hits,
            CacheMisses = _cache.Misses,
            TailEntries = tail,
            HasValueIndex = _index.HasValues,
        };
    }

    /// <summary>Commits what waits, writes the tiles and the checkpoint that are due, and stops. The store stays open.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        LedgerTelemetry.Closed(this);
        _index.Close();
        await _sequencer.DisposeAsync().ConfigureAwait(false);
        if (_schedule is not null)
            await _schedule.DisposeAsync().ConfigureAwait(false);
        _publisher?.Dispose();
        await _probe.DisposeAsync().ConfigureAwait(false);
        await _upkeep.DisposeAsync().ConfigureAwait(false);
        await _tiles.DisposeAsync().ConfigureAwait(false);
        _manifest.Dispose();
    }

    /// <summary>The requests with an id that are known, oldest first. While nothing is written.</summary>
    internal IReadOnlyList<CommittedRequest> KnownRequests => _sequencer.KnownRequests;

    /// <summary>What is kept in memory.</summary>
    internal LedgerCache Cache => _cache;

    /// <summary>Entries of the newest view that this process knows.</summary>
    internal ulong KnownSize => _sequencer.Current.Size;

    /// <summary>Whether no slice waits to become a run and no merge is due.</summary>
    internal bool IsSettled => _upkeep.IsSettled;

    /// <summary>Waits until no slice waits to become a run and no merge is due.</summary>
    internal async Task SettleAsync(CancellationToken cancellationToken)
    {
        while (!IsSettled)
            await Task.Delay(2, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<IndexView> RefreshAsync(LiveManifest manifest, IndexWriter index, CancellationToken cancellationToken)
    {
        await manifest.ReloadAsync(cancellationToken).ConfigureAwait(false);
        return index.View;
    }
}
