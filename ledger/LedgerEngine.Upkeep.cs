using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Checkpoints;

namespace ImmuFunctions.Ledger;

public sealed partial class LedgerEngine
{
    /// <summary>The key that checkpoints and receipts of this ledger are checked with; null if it makes none.</summary>
    public VerifierKey? CheckpointKey => _publisher?.Key;

    /// <summary>Does what is due and was left undone, whichever host died over it: follows the log to its end, publishes a checkpoint,
    /// writes complete slices as runs, merges runs. For hosts that do their upkeep from a timer.</summary>
    /// <remarks>Merges at full speed meanwhile. With nothing due, on a shared store: one read of the log's end, of the manifest and of the checkpoint; on an exclusive one none.
    /// Several hosts at once do some work twice and no harm.</remarks>
    /// <param name="cancellationToken">When the time is up.</param>
    /// <exception cref="LedgerException">Corrupt or Unavailable, of log, checkpoint or signer. A failure of the index alone is logged and tried again for as long as there is time.</exception>
    /// <exception cref="OperationCanceledException">The time was up before the checkpoint was published.</exception>
    public async ValueTask<UpkeepReport> UpkeepAsync(CancellationToken cancellationToken)
    {
        // Before the log is followed: a slice that this completes may be flushed at once, and that is then this call's doing.
        if (!_store.IsExclusive)
            await _manifest.ReloadAsync(cancellationToken).ConfigureAwait(false);
        (ulong indexedBefore, int runsBefore) = (_manifest.Size, _manifest.Runs.Count);
        Snapshot now = await SnapshotAsync(cancellationToken).ConfigureAwait(false);

        // Before the index: a merge may take all the time there is.
        SignedCheckpoint? published = null;
        if (_publisher is not null)
        {
            if (!_store.IsExclusive)
                await _publisher.ForgetAsync(cancellationToken).ConfigureAwait(false);
            published = await _publisher.PublishAsync(_ => new(_sequencer.Current), cancellationToken).ConfigureAwait(false);
        }

        bool isSettled = await _upkeep.TrySettleAsync(cancellationToken).ConfigureAwait(false);
        return new UpkeepReport
        {
            Entries = now.Size,
            IndexedBefore = indexedBefore,
            Indexed = _manifest.Size,
            RunsBefore = runsBefore,
            Runs = _manifest.Runs.Count,
            Checkpoint = published?.Checkpoint,
            IsSettled = isSettled,
        };
    }

    /// <summary>Flushes and merges what is due, at full speed; nothing else. For a host that stops: what is left undone makes the next start longer.</summary>
    /// <param name="cancellationToken">Gives up; the rest is done after the next start.</param>
    /// <returns>Whether nothing is due any more.</returns>
    public ValueTask<bool> TrySettleAsync(CancellationToken cancellationToken) => _upkeep.TrySettleAsync(cancellationToken);

    /// <summary>Shows that an entry is in the log, to whoever has <see cref="CheckpointKey"/>: against the published checkpoint, which is renewed if it does not cover the entry.</summary>
    /// <param name="index">The entry's.</param>
    /// <param name="withEntry">Whether what the log hashes (<see cref="LeafData"/> without its prefix) comes along as extra data, so that nothing else is needed to check it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null if this ledger makes no checkpoints.</returns>
    /// <exception cref="LedgerException">NotFound: there is no such entry. Corrupt: it was changed, or the checkpoint contradicts the log. Unavailable: store or signer do not work.</exception>
    public async ValueTask<TlogProof?> ReceiptAsync(ulong index, bool withEntry, CancellationToken cancellationToken)
    {
        if (_publisher is null)
            return null;
        Snapshot now = await WithAsync(index, cancellationToken).ConfigureAwait(false);
        Entry entry = await now.EntryAsync(index, cancellationToken).ConfigureAwait(false);
        SignedCheckpoint published = await _publisher.CoveringAsync(index + 1, cancellationToken).ConfigureAwait(false);
        Checkpoint checkpoint = published.Checkpoint;
        if (checkpoint.Size > now.Size)
            now = await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        if (checkpoint.Size > now.Size)
            throw LedgerException.Corrupt($"the checkpoint in {_names.Checkpoint} has {checkpoint.Size} entries, the log only {now.Size}");

        TreeView tree = await now.TreeAsync(checkpoint.Size, cancellationToken).ConfigureAwait(false);
        if (tree.Root != checkpoint.Root)
            throw LedgerException.Corrupt($"the checkpoint in {_names.Checkpoint} says that the first {checkpoint.Size} entries have root {checkpoint.Root}, those in the log have root {tree.Root}");
        Hash[] path = await tree.InclusionAsync(index, cancellationToken).ConfigureAwait(false);
        return new TlogProof(index, path, published.Note, withEntry ? LeafDataOf(entry) : default);
    }

    // What is known may do: entries never change. It costs nothing.
    private async ValueTask<Snapshot> WithAsync(ulong index, CancellationToken cancellationToken) =>
        index < _sequencer.Current.Size ? _sequencer.Current : await SnapshotAsync(cancellationToken).ConfigureAwait(false);

    private static ReadOnlyMemory<byte> LeafDataOf(Entry entry)
    {
        var data = new byte[LeafData.Length(entry.Key.Length, entry.Value.Length)];
        LeafData.Write(entry.Index, entry.Key.Span, entry.Value.Span, data);
        return data.AsMemory(1);
    }
}
