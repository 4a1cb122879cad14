using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Compares the index, its manifest and its runs, with what follows from the log that was read.</summary>
internal sealed class IndexAudit : IAsyncDisposable
{
    private readonly IBlobStore _store;
    private readonly StorageNames _names;
    private readonly AuditState _known;
    private readonly AuditOptions _options;
    private readonly Manifest? _manifest;
    private readonly RootWatch? _root;
    private readonly RowSums _sums;
    private readonly EntryRows _rows = new();
    private RequestWindow? _requests;
    private RunsBeside? _beside;

    private IndexAudit(IBlobStore store, StorageNames names, AuditState known, AuditOptions options, Manifest? manifest)
    {
        (_store, _names, _known, _options, _manifest) = (store, names, known, options, manifest);
        _root = manifest is null ? null : new RootWatch(manifest.Size);
        _sums = new RowSums(options.NewKey());
    }

    /// <summary>Entries that the index covers; 0 if there is none.</summary>
    public ulong Size => _manifest?.Size ?? 0;

    /// <summary>Runs whose rows were compared with the log.</summary>
    public int RunsCompared { get; private set; }

    /// <summary>Runs that were passed over for their size.</summary>
    public int RunsPassedOver { get; private set; }

    /// <summary>Reads the manifest: before the log, so that all of what it is about is there when the log is read.</summary>
    /// <exception cref="AuditFailureException">It is none.</exception>
    public static async ValueTask<IndexAudit> BeginAsync(IBlobStore store, StorageNames names, AuditState known, AuditOptions options, CancellationToken cancellationToken) =>
        new(store, names, known, options, await LoadAsync(store, names, cancellationToken).ConfigureAwait(false));

    /// <summary>Begins to read the runs on another thread. What that finds counts only if all of the log is read and nothing was in the way.</summary>
    public void ReadBeside(CancellationToken cancellationToken)
    {
        if (_manifest is not null)
            _beside = RunsBeside.Begin(_store, _names, _options, _manifest, _sums.Empty(), cancellationToken);
    }

    /// <summary>Begins another walk.</summary>
    public void Begin(LogWalk walk)
    {
        _requests = walk.From.Size == 0 ? new RequestWindow([]) : null;
        _root?.Look(walk.Tail);
    }

    /// <summary>Takes in the frame that <paramref name="walk"/> has just read.</summary>
    /// <exception cref="AuditFailureException">The manifest says something else of it.</exception>
    public void Take(LogWalk walk, DerivedTiles tiles)
    {
        foreach (FrameRequest request in walk.Frame.Requests)
            _requests?.Add(new CommittedRequest(request.Id, walk.Frame.Header.FirstIndex + (ulong)request.First, request.Count));
        if (_manifest is null)
            return;
        Note(walk, _manifest);
        if (_root!.Look(walk))
            CheckManifest(_manifest, walk, tiles);
        else if (walk.Size > _manifest.Size && walk.Before.Size < _manifest.Size)
            throw Other(_manifest, "Size", $"a frame that ends after {_manifest.Size} entries", $"one that ends after {walk.Size}");
    }

    /// <summary>After the walks: compares the runs.</summary>
    /// <param name="walked">What was read of the log.</param>
    /// <param name="end">Entries up to where it was read.</param>
    /// <param name="isWhole">Whether that is the log's end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AuditFailureException">The index is not what follows from the log.</exception>
    public async ValueTask FinishAsync(IReadOnlyList<WalkedRange> walked, ulong end, bool isWhole, CancellationToken cancellationToken)
    {
        if (_manifest is null)
            return;
        if (isWhole && _manifest.Size > end)
        {
            throw new AuditFailureException(new AuditFailure(
                AuditFault.LogCut, _names.Manifest, end, _manifest.Size - 1, $"{_manifest.Size} entries with root {_manifest.Root}", $"{end} entries",
                "the log was set back: its index has seen entries that are no longer there"));
        }

        if (_root!.Root is { } root && root != _manifest.Root)
            throw Other(_manifest, "Root", root.ToString(), _manifest.Root.ToString());
        if (walked.Count == 0)
            return;
        if (_beside is not null && walked is [{ From: 0 } all] && all.To >= _manifest.Size && await _beside.FoundAsync().ConfigureAwait(false) is { } found && !_sums.Unequal(found).Any())
        {
            RunsCompared = _manifest.Runs.Count;
            return;
        }

        var runs = new RunsAudit(_store, _names, _known, _options, _manifest, walked, _sums);
        await runs.CompareAsync(ct => LoadAsync(_store, _names, ct), cancellationToken).ConfigureAwait(false);
        (RunsCompared, RunsPassedOver) = (runs.Compared, runs.PassedOver);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_beside is not null)
            await _beside.DisposeAsync().ConfigureAwait(false);
    }

    private static async ValueTask<Manifest?> LoadAsync(IBlobStore store, StorageNames names, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(names.Manifest, cancellationToken).ConfigureAwait(false) is not { } blob)
            return null;
        RunFault fault = ManifestCodec.TryDecode(blob.Bytes.Span, out Manifest? manifest);
        return manifest ?? throw new AuditFailureException(new AuditFailure(
            AuditFault.Manifest, names.Manifest, null, null, "a manifest", fault.ToString(), $"{names.Manifest} cannot be read ({fault})"));
    }

    private void CheckManifest(Manifest manifest, LogWalk walk, DerivedTiles tiles)
    {
        Require(manifest, nameof(manifest.Root), walk.Tail.Root, manifest.Root);
        Require(manifest, nameof(manifest.Segment), walk.Segment, manifest.Segment);
        Require(manifest, nameof(manifest.LastFrame), walk.FramePosition, manifest.LastFrame);
        Require(manifest, nameof(manifest.Position), walk.Position, manifest.Position);
        Require(manifest, nameof(manifest.Frames), walk.Frames, manifest.Frames);
        if (tiles.PositionsAt(manifest.Size) is { } positions && !positions.SequenceEqual(manifest.Positions))
            throw Other(manifest, nameof(manifest.Positions), "where its last entries lie", "other places");
        if (_requests is not null && !_requests.ToArray().AsSpan().SequenceEqual(manifest.Requests.ToArray()))
            throw Other(manifest, nameof(manifest.Requests), "the last requests of the log", "others");
    }

    private void Require<T>(Manifest manifest, string field, T expected, T found)
        where T : struct, IEquatable<T>
    {
        if (!expected.Equals(found))
            throw Other(manifest, field, $"{expected}", $"{found}");
    }

    private AuditFailureException Other(Manifest manifest, string field, string expected, string found) => new(new AuditFailure(
        AuditFault.Manifest, _names.Manifest, manifest.Size - 1, manifest.Size - 1, expected, found, $"{_names.Manifest} does not follow from the log: {field}"));

    // The rows of a frame's entries, as many as the index covers.
    private void Note(LogWalk walk, Manifest manifest)
    {
        ReadOnlySpan<byte> bytes = walk.Frame.Bytes.Span;
        for (int i = 0; i < walk.Frame.Records.Length && walk.Before.Size + (ulong)i < manifest.Size; i++)
        {
            RecordPlace record = walk.Frame.Records[i];
            _rows.Of(walk.Before.Size + (ulong)i, new EntryView(record.Kind, bytes[record.Key], bytes[record.Value]), walk.PositionOf(record), manifest.HasValues, _sums.Add);
        }
    }
}
