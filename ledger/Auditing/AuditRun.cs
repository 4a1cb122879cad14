using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>One audit of one ledger.</summary>
/// <remarks>
/// <para>The order: what speaks about the log (checkpoint, manifest, the names of segments and tiles) is read first, so that all of what it speaks about is in the log that is read
/// afterwards, however much is written meanwhile. Then a part of the old log; then the new; then the runs.</para>
/// <para>If the old is read up to its end, the new follows in the same walk: a ledger that is not larger than one sweep is read from one end to the other, each byte once.</para>
/// </remarks>
internal sealed class AuditRun
{
    private readonly IBlobStore _store;
    private readonly StorageNames _names;
    private readonly AuditState _known;
    private readonly AuditOptions _options;
    private readonly RememberedTree _tree;
    private readonly DerivedTiles _tiles;
    private readonly List<WalkedRange> _walked = [];
    private readonly SortedSet<ulong> _segments = [];
    private readonly long _began;
    private CheckpointAudit? _checkpoint;
    private IndexAudit? _index;
    private LogWalk? _walk;
    private ulong _readAgain;
    private (ulong Entries, long Bytes) _walkedBefore;
    private long _logBytes;
    private AuditMark _sweep;
    private bool _isWhole;
    private bool _isEnded;

    public AuditRun(IBlobStore store, StorageNames names, AuditState known, AuditOptions options)
    {
        (_store, _names, _known, _options) = (store, names, known, options);
        _tree = new RememberedTree(store, names, known);
        _tiles = new DerivedTiles(store, names);
        _sweep = known.Sweep;
        _began = options.Time.GetTimestamp();
    }

    /// <summary>The entry that was to be read next; null if none was read.</summary>
    public ulong? Reached => _walk?.Size;

    /// <summary>Entries read and hashed so far, old and new: each frame of them follows from the one before it.</summary>
    public ulong ReadEntries => _walk is null ? 0 : _walkedBefore.Entries + (_isEnded ? 0 : _walk.Size - _walk.From.Size);

    /// <summary>Audits.</summary>
    /// <returns>What to remember.</returns>
    /// <exception cref="AuditFailureException">Something is wrong.</exception>
    public async ValueTask<AuditState> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AuditAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (_index is not null)
                await _index.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<AuditState> AuditAsync(CancellationToken cancellationToken)
    {
        AuditFailureException? signed = null;
        try
        {
            _checkpoint = await CheckpointAudit.BeginAsync(_store, _names, _known, _options, cancellationToken).ConfigureAwait(false);
        }
        catch (AuditFailureException e)
        {
            signed = e; // told if the log itself is sound: what is wrong there says more
        }

        _index = await IndexAudit.BeginAsync(_store, _names, _known, _options, cancellationToken).ConfigureAwait(false);
        await ListSegmentsAsync(cancellationToken).ConfigureAwait(false);
        StoredTiles? listed = _store.IsExclusive ? await StoredTiles.ListAsync(_store, _names, _known.Size, cancellationToken).ConfigureAwait(false) : null;

        if (_options.ReadsRunsBeside && _known.Size == 0)
            _index.ReadBeside(cancellationToken);
        LogWalk walk = await SweepAsync(cancellationToken).ConfigureAwait(false);
        await ReadNewAsync(walk, cancellationToken).ConfigureAwait(false);
        await _tiles.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (_isWhole && listed?.FirstBeyond(walk.Size, _names) is { } beyond)
            throw Cut(beyond, walk.Size, null, "a tile of more entries", $"the log was set back: {beyond} is about entries that are no longer there");
        if (_checkpoint is null)
            throw signed!;
        _checkpoint.Finish(walk.Size, walk.Tail.Root, _isWhole);
        await _index.FinishAsync(_walked, walk.Size, _isWhole, cancellationToken).ConfigureAwait(false);

        bool isCompared = _checkpoint is { IsCompared: true, Published: not null };
        return _known with
        {
            Sequence = _known.Sequence + 1,
            Failures = 0,
            Key = _checkpoint.Key,
            CheckpointSize = isCompared ? _checkpoint.Published!.Size : _known.CheckpointSize,
            CheckpointRoot = isCompared ? _checkpoint.Published!.Root : _known.CheckpointRoot,
            Chunks = _tree.Chunks,
            End = walk.ToMark(),
            Sweep = _sweep,
        };
    }

    /// <summary>Puts how far it came into the verdict of one that did not end well.</summary>
    public AuditVerdict DescribeUnfinished(AuditVerdict verdict) => verdict with
    {
        ReadEntries = ReadEntries,
        TilesCompared = _tiles.Compared,
        TilesMissing = _tiles.Missing,
        RunsCompared = _index?.RunsCompared ?? 0,
    };

    /// <summary>Puts what was done into a verdict.</summary>
    public AuditVerdict Describe(AuditVerdict verdict, AuditState next) => verdict with
    {
        Outcome = next.Size == 0 && _known.Size == 0 ? AuditOutcome.NothingToCheck : AuditOutcome.Passed,
        Size = next.Size,
        Root = next.Root,
        NewEntries = next.Size - _known.Size,
        ReadAgain = _readAgain,
        ReadEntries = ReadEntries,
        SweptTo = next.Sweep.Size == 0 ? _known.Size : next.Sweep.Size,
        IsWhole = _isWhole,
        KnownSize = Math.Max(next.Size, Math.Max(_checkpoint!.Size, _index!.Size)),
        TilesCompared = _tiles.Compared,
        TilesMissing = _tiles.Missing,
        RunsCompared = _index.RunsCompared,
        RunsPassedOver = _index.RunsPassedOver,
        CheckpointSize = _checkpoint.Size,
        CheckpointCompared = _checkpoint.IsCompared,
        KeyId = next.Key?.KeyId.ToString("x8", System.Globalization.CultureInfo.InvariantCulture),
    };

    // A part of the old. Answers the walk that stands where the new begins.
    private async ValueTask<LogWalk> SweepAsync(CancellationToken cancellationToken)
    {
        if (_known.Size == 0)
            return Begin(AuditMark.Start);
        LogWalk walk = Begin(_known.Sweep);
        ulong most = (ulong)Math.Max(1, _options.SweepEntries);
        bool isAtEnd = false;
        while (walk.Size < _known.Size && walk.Size - walk.From.Size < most && walk.Bytes < _options.SweepBytes && !IsLate(_options.Deadline / 2))
        {
            isAtEnd = !await walk.NextAsync(cancellationToken).ConfigureAwait(false);
            if (isAtEnd)
                break;
            await TakeAsync(walk, cancellationToken).ConfigureAwait(false);
        }

        if (isAtEnd)
        {
            throw Cut(
                _names.Segment(walk.Segment), walk.Size, _known.Size - 1, $"{walk.Size} entries with root {walk.Tail.Root}",
                $"the log was set back: {_known.Size} entries with root {_known.Root} were audited before");
        }

        _readAgain = walk.Size - walk.From.Size;
        bool isDone = walk.Size == _known.Size;
        _sweep = isDone ? AuditMark.Start : walk.ToMark();
        if (isDone)
            return walk;
        End(walk);
        return Begin(_known.End);
    }

    private async ValueTask ReadNewAsync(LogWalk walk, CancellationToken cancellationToken)
    {
        while (walk.Size - _known.Size < (ulong)_options.NewEntries && !IsLate(_options.Deadline))
        {
            if (await walk.NextAsync(cancellationToken).ConfigureAwait(false))
            {
                await TakeAsync(walk, cancellationToken).ConfigureAwait(false);
                continue;
            }

            _isWhole = true;
            break;
        }

        End(walk);
    }

    private async ValueTask TakeAsync(LogWalk walk, CancellationToken cancellationToken)
    {
        await _tree.TakeAsync(walk, cancellationToken).ConfigureAwait(false);
        await _tiles.TakeAsync(walk, cancellationToken).ConfigureAwait(false);
        _index!.Take(walk, _tiles);
        _checkpoint?.Take(walk);
        _options.Progress?.Invoke(new AuditProgress(_walkedBefore.Entries + walk.Size - walk.From.Size, _walkedBefore.Bytes + walk.Bytes, _logBytes));
    }

    private LogWalk Begin(AuditMark from)
    {
        _walk = new LogWalk(_store, _names, _known, from, _options.Time);
        _isEnded = false;
        _tiles.Begin();
        _index!.Begin(_walk);
        _checkpoint?.Begin(_walk);
        return _walk;
    }

    // Every segment that was there before must have been met, if it lies where was read.
    private void End(LogWalk walk)
    {
        if (walk.Segments.Count == 0 && !walk.IsAtEnd)
            return; // there was no time to begin
        ulong to = walk.IsAtEnd ? ulong.MaxValue : walk.Segment;
        foreach (ulong segment in _segments.GetViewBetween(walk.From.Segment, to))
        {
            // The last may be empty as yet.
            if (walk.Segments.Contains(segment) || (walk.IsAtEnd && segment == walk.Size))
                continue;
            string name = _names.Segment(segment);
            throw segment > walk.Size
                ? Cut(name, walk.Size, null, $"the log's end after {walk.Size} entries", $"entries are missing: {name} is there, and no segment before it leads to it")
                : new AuditFailureException(new AuditFailure(
                    AuditFault.StrangeSegment, name, segment, null, "no such segment", "one", $"{name} does not belong to the log: no segment before it ends there"));
        }

        _isEnded = true;
        _walkedBefore = (_walkedBefore.Entries + walk.Size - walk.From.Size, _walkedBefore.Bytes + walk.Bytes);
        if (walk.Size > walk.From.Size)
            _walked.Add(new WalkedRange(walk.From.Size, walk.Size, walk.From));
    }

    private async ValueTask ListSegmentsAsync(CancellationToken cancellationToken)
    {
        await foreach (BlobInfo blob in _store.ListAsync(_names.Segments, cancellationToken).ConfigureAwait(false))
        {
            if (!SegmentName.TryParse(_names.Local(blob.Name), out ulong first))
                continue;
            _segments.Add(first);
            _logBytes += blob.Length;
        }
    }

    private bool IsLate(TimeSpan limit) => _options.Time.GetElapsedTime(_began) >= limit;

    private AuditFailureException Cut(string blob, ulong first, ulong? last, string found, string what) => new(new AuditFailure(
        AuditFault.LogCut, blob, first, last ?? (_known.Size > first ? _known.Size - 1 : null), $"{_known.Size} entries with root {_known.Root}, or more", found, what));
}
