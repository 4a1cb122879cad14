using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Copying;

/// <summary>Copies what lies beside a log: tiles, the index, the checkpoint, settings.</summary>
/// <remarks>What speaks about the log is read before the log is copied and written afterwards, so that a copy never speaks of entries it lacks.</remarks>
internal sealed class DerivedCopy
{
    private const int PieceBytes = 1 << 20;

    private readonly IBlobStore _source;
    private readonly IBlobStore _destination;
    private readonly StorageNames _names;
    private readonly List<BlobInfo> _tiles = [];
    private readonly List<(string Name, BlobContent Content)> _small = [];
    private BlobContent? _manifest;
    private IReadOnlyList<RunInfo> _runs = [];

    private DerivedCopy(IBlobStore source, IBlobStore destination, StorageNames names) => (_source, _destination, _names) = (source, destination, names);

    /// <summary>Looks at what there is: before the log is copied.</summary>
    /// <param name="source">Where it lies.</param>
    /// <param name="destination">Where it goes.</param>
    /// <param name="names">The names of both.</param>
    /// <param name="withTilesAndIndex">Whether what can be made from the log is copied, too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<DerivedCopy> BeginAsync(IBlobStore source, IBlobStore destination, StorageNames names, bool withTilesAndIndex, CancellationToken cancellationToken)
    {
        var copy = new DerivedCopy(source, destination, names);
        foreach (string name in new[] { names.Checkpoint, names.Settings })
        {
            if (await source.GetAsync(name, cancellationToken).ConfigureAwait(false) is { } content)
                copy._small.Add((name, content));
        }

        if (!withTilesAndIndex)
            return copy;
        copy._manifest = await source.GetAsync(names.Manifest, cancellationToken).ConfigureAwait(false);
        if (copy._manifest is not null && ManifestCodec.TryDecode(copy._manifest.Bytes.Span, out Manifest? manifest) == RunFault.None)
            copy._runs = manifest!.Runs;
        else
            copy._manifest = null; // the copy makes its own
        foreach (string prefix in new[] { names.Tiles, names.PositionTiles })
        {
            await foreach (BlobInfo blob in source.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
                copy._tiles.Add(blob);
        }

        return copy;
    }

    /// <summary>Copies: after the log.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        var there = new HashSet<BlobInfo>();
        foreach (string prefix in new[] { _names.Tiles, _names.PositionTiles, _names.Index })
        {
            await foreach (BlobInfo blob in _destination.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
                there.Add(blob);
        }

        foreach (BlobInfo tile in _tiles.Where(t => !there.Contains(t)))
            await CopyTileAsync(tile, cancellationToken).ConfigureAwait(false);
        await CopyIndexAsync(there, cancellationToken).ConfigureAwait(false);
        foreach ((string name, BlobContent content) in _small)
            await PutAsync(name, content, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CopyTileAsync(BlobInfo tile, CancellationToken cancellationToken)
    {
        if (await _source.GetAsync(tile.Name, cancellationToken).ConfigureAwait(false) is not { } content)
            return;
        await _destination.DeleteAsync(tile.Name, cancellationToken).ConfigureAwait(false); // one that was not finished
        await _destination.PutAsync(tile.Name, content.Bytes, PutCondition.IfAbsent, PutDurability.Derived, cancellationToken).ConfigureAwait(false);
    }

    // The runs first: a manifest never names one that is not there.
    private async ValueTask CopyIndexAsync(HashSet<BlobInfo> there, CancellationToken cancellationToken)
    {
        if (_manifest is null)
            return;
        List<BlobInfo> named = [.. _runs.Select(r => new BlobInfo(_names.Run(r.From, r.To), r.Length))];
        foreach (BlobInfo run in named.Where(r => !there.Contains(r)))
        {
            if (!await CopyRunAsync(run.Name, cancellationToken).ConfigureAwait(false))
                return; // merged away since: the copy keeps the index it has, or makes its own
        }

        await PutAsync(_names.Manifest, _manifest, cancellationToken).ConfigureAwait(false);
        foreach (BlobInfo old in there.Where(b => b.Name.EndsWith(RunName.Extension, StringComparison.Ordinal) && !named.Exists(n => n.Name == b.Name)))
            await _destination.DeleteAsync(old.Name, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> CopyRunAsync(string name, CancellationToken cancellationToken)
    {
        var piece = new byte[PieceBytes];
        IBlobUpload upload = await _destination.UploadAsync(name, cancellationToken).ConfigureAwait(false);
        await using (upload.ConfigureAwait(false))
        {
            for (long at = 0; ;)
            {
                int read = await _source.ReadAsync(name, at, piece, cancellationToken).ConfigureAwait(false);
                if (read < 0)
                    return false;
                if (read > 0)
                    await upload.WriteAsync(piece.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                at += read;
                if (read == piece.Length)
                    continue;
                await upload.CommitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }
        }
    }

    private async ValueTask PutAsync(string name, BlobContent content, CancellationToken cancellationToken)
    {
        BlobContent? old = await _destination.GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (old is not null && old.Bytes.Span.SequenceEqual(content.Bytes.Span))
            return;
        PutCondition condition = old is null ? PutCondition.IfAbsent : PutCondition.IfMatch(old.Version);
        if (await _destination.PutAsync(name, content.Bytes, condition, PutDurability.Durable, cancellationToken).ConfigureAwait(false) is null)
            throw LedgerException.Unavailable($"somebody else wrote {name} while it was copied there");
    }
}
