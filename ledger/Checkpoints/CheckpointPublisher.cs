using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Checkpoints;

/// <summary>Keeps the published checkpoint up to the log, and never takes it back.</summary>
/// <remarks>
/// <para>The order, for one publication: what is published; then a snapshot, so that it cannot be older than an honest checkpoint; check that the one goes
/// on from the other; sign; swap, on the condition that what was read is still there. Whoever loses the swap begins again, and is content if the other's is as new as what it wanted to publish.</para>
/// <para>A swap whose answer was lost is read back before anything else.</para>
/// </remarks>
internal sealed class CheckpointPublisher : IDisposable
{
    private const int MaxTries = 8;

    private readonly IBlobStore _store;
    private readonly string _name;
    private readonly MonotoneSigner _signer;
    private readonly Func<CancellationToken, ValueTask<Snapshot>> _newest;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _gate = new(1);

    // What lies in the store as far as this process knows; null: read it. The holder of _gate uses it.
    private Stored? _stored;

    /// <param name="store">Where it is published.</param>
    /// <param name="names">Under which name.</param>
    /// <param name="signer">Signs.</param>
    /// <param name="newest">The log with everything that any host has committed.</param>
    /// <param name="log">For the checkpoints published.</param>
    public CheckpointPublisher(IBlobStore store, StorageNames names, MonotoneSigner signer, Func<CancellationToken, ValueTask<Snapshot>> newest, ILogger log) =>
        (_store, _name, _signer, _newest, _log) = (store, names.Checkpoint, signer, newest, log);

    /// <summary>Checks what is published.</summary>
    public VerifierKey Key => _signer.Key;

    /// <summary>Publishes a checkpoint, unless one as new is there.</summary>
    /// <param name="snapshot">The log as it is known now; may be behind other hosts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is published now: this one or another as new or newer.</returns>
    /// <exception cref="LedgerException">Corrupt: the log contradicts what was published. Unavailable: store or signer do not work.</exception>
    public async ValueTask<SignedCheckpoint> PublishAsync(Func<CancellationToken, ValueTask<Snapshot>> snapshot, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ulong enough = ulong.MaxValue;
            for (int tries = 0; tries < MaxTries; tries++)
            {
                Stored? stored = _stored ?? await LoadAsync(cancellationToken).ConfigureAwait(false);
                Snapshot now = await snapshot(cancellationToken).ConfigureAwait(false);
                enough = Math.Min(enough, now.Size); // what was known first: hosts that write all the time must not chase each other
                if (await TryPublishAsync(stored, now, enough, cancellationToken).ConfigureAwait(false) is { } published)
                    return published;
            }

            throw LedgerException.Unavailable($"{_name} was replaced by others {MaxTries} times while this process tried to");
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A published checkpoint with at least the first <paramref name="size"/> entries.</summary>
    /// <param name="size">At most the log's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is published, if it has so many, else a new one. Not compared with the log here unless it is new.</returns>
    /// <exception cref="LedgerException">As for a publication.</exception>
    public async ValueTask<SignedCheckpoint> CoveringAsync(ulong size, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // What this process published or has seen last is never taken back, so it serves as well as what is there now.
            if (_stored?.Published is { } known && known.Checkpoint.Size >= size)
                return known;
            _stored = null;
            if (await LoadAsync(cancellationToken).ConfigureAwait(false) is { Published: var there } && there.Checkpoint.Size >= size)
                return there;
        }
        finally
        {
            _gate.Release();
        }

        return await PublishAsync(_newest, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>From now on looks at what is published before anything else: another host may have been here.</summary>
    public async ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        _stored = null;
        _gate.Release();
    }

    /// <summary>After the last publication.</summary>
    public void Dispose() => _gate.Dispose();

    // Null: somebody else was first.
    private async ValueTask<SignedCheckpoint?> TryPublishAsync(Stored? stored, Snapshot now, ulong enough, CancellationToken cancellationToken)
    {
        if (stored is { Published.Checkpoint: var published })
        {
            if (published.Size > now.Size)
                now = await _newest(cancellationToken).ConfigureAwait(false); // another host has written and published more
            await Continuity.RequireAsync(published, now, $"the checkpoint in {_name}", cancellationToken).ConfigureAwait(false);
            _stored = stored;
            _signer.Remember(published);
            if (published.Size >= enough)
                return stored.Published;
        }

        SignedCheckpoint next = await _signer.SignAsync(now, stored?.Published.Checkpoint, cancellationToken).ConfigureAwait(false);
        PutCondition condition = stored is null ? PutCondition.IfAbsent : PutCondition.IfMatch(stored.Version);
        _stored = null; // until the outcome is known
        string? version = await _store.PutAsync(_name, next.Note, condition, PutDurability.Durable, cancellationToken).ConfigureAwait(false);
        if (version is null)
            return null;
        _stored = new Stored(next, version);
        CheckpointLog.Published(_log, next.Checkpoint.Size, next.Checkpoint.Root.ToString());
        return next;
    }

    private async ValueTask<Stored?> LoadAsync(CancellationToken cancellationToken)
    {
        if (await _store.GetAsync(_name, cancellationToken).ConfigureAwait(false) is not { } blob)
            return null;
        CheckpointFault fault = Checkpoint.TryOpen(blob.Bytes.Span, _signer.Key, out Checkpoint? checkpoint);
        if (checkpoint is not null)
            return new Stored(new SignedCheckpoint(checkpoint, blob.Bytes), blob.Version);
        throw LedgerException.Corrupt(
            $"{_name} is no checkpoint of this log's key ({fault}); the key is {_signer.Key}. If the key or the origin was changed on purpose, keep a copy of the blob and delete it: the next checkpoint is written afresh. Otherwise somebody else has written it.");
    }

    private sealed record Stored(SignedCheckpoint Published, string Version);
}
