using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Service.Accounts.Tokens;

/// <summary>Keys in one blob of the ledger's store, made when they are first needed and renewed daily by whoever makes a token then.</summary>
/// <remarks>
/// <para>Every change is a compare-and-swap, and what counts is what is read back: hosts agree whatever happens at once.</para>
/// <para>While tokens are used the blob is read once a minute; without use, never. Whoever takes a key out of the blob, or deletes it, ends its tokens within that minute.</para>
/// </remarks>
/// <param name="store">The ledger's.</param>
/// <param name="time">Tells when keys are renewed.</param>
public sealed class StoredTokenKeys(IBlobStore store, TimeProvider time) : ITokenKeySource
{
    /// <summary>The blob: beside the databases, none of which can have a dot in its name.</summary>
    public const string BlobName = "token-keys" + Ledger.Storage.BlobName.SecretExtension;

    /// <summary>How long a key that somebody takes away may go on being used.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    private const int MaxTries = 8;
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    // Held by whoever reads or replaces the blob; guards _fault.
    private readonly SemaphoreSlim _gate = new(1);
    private readonly LastTime _tried = new();
    private readonly LastTime _known = new();
    private volatile TokenKeySet _set = TokenKeySet.None;
    private LedgerException? _fault;

    /// <inheritdoc/>
    public async ValueTask<TokenKey> CurrentAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        await RefreshAsync(now, cancellationToken).ConfigureAwait(false);
        TokenKeySet set = _set;
        return set.IsDue(now) ? await RotateAsync(now, cancellationToken).ConfigureAwait(false) : set.SigningKey(now)!;
    }

    /// <inheritdoc/>
    public ValueTask<TokenKey?> FindAsync(ReadOnlyMemory<char> id, CancellationToken cancellationToken) =>
        _set.Find(id.Span) is { } known ? new(known) : FindAnewAsync(id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RefreshAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        _known.IsWithin(LookAgain, now) ? default : LookAsync(now);

    /// <summary>Ends what waits for the keys.</summary>
    public void Dispose() => _gate.Dispose();

    private async ValueTask LookAsync(DateTimeOffset now)
    {
        // Whoever comes while another looks goes on with what is known.
        if (_tried.IsWithin(LeastPause, now) || !_gate.Wait(TimeSpan.Zero, CancellationToken.None))
            return;
        try
        {
            await LoadAsync().ConfigureAwait(false);
        }
        catch (LedgerException e) when (e.Kind == LedgerErrorKind.Unavailable)
        {
            // An outage of the store ends no login. A key that is not known fails where it is asked for.
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask<TokenKey?> FindAnewAsync(ReadOnlyMemory<char> id, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_set.Find(id.Span) is { } known)
                return known;
            // Names can be made up: without the pause, so could a load on the store.
            if (!_tried.IsWithin(LeastPause, time.GetUtcNow()))
                await LoadAsync().ConfigureAwait(false);
            else if (_fault is { } fault)
                throw new LedgerException(fault.Kind, fault.Message, fault);
            return _set.Find(id.Span);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask<TokenKey> RotateAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (int i = 0; i < MaxTries; i++)
            {
                await LoadAsync().ConfigureAwait(false);
                TokenKeySet set = _set;
                if (!set.IsDue(now))
                    return set.SigningKey(now)!;
                // Whether it was put is seen by reading: another host, or a lost answer, may have been first.
                await store.PutAsync(
                    BlobName,
                    TokenKeyFile.Format(set.Rotated(now)),
                    set.Version is { } version ? PutCondition.IfMatch(version) : PutCondition.IfAbsent,
                    PutDurability.Durable,
                    cancellationToken).ConfigureAwait(false);
            }

            throw new LedgerException(LedgerErrorKind.Unavailable, $"the keys of tokens, {BlobName}, could not be renewed: they were replaced by others {MaxTries} times meanwhile");
        }
        finally
        {
            _gate.Release();
        }
    }

    // For everybody who waits: that one of them gives up is no reason to stop. The store has its own limits of time.
    private async ValueTask LoadAsync()
    {
        _tried.Set(time.GetUtcNow());
        _fault = null;
        try
        {
            BlobContent? blob = await store.GetAsync(BlobName, CancellationToken.None).ConfigureAwait(false);
            TokenKeySet found = blob is null ? TokenKeySet.None : new TokenKeySet(TokenKeyFile.Parse(blob.Bytes.Span) ?? throw Damaged(), blob.Version);
            _set = found.After(_set);
            _known.Set(time.GetUtcNow());
        }
        catch (LedgerException e)
        {
            _fault = e;
            // What was known before the damage may have been taken away with it.
            if (e.Kind == LedgerErrorKind.Corrupt)
                _set = TokenKeySet.None.After(_set);
            throw;
        }
    }

    private static LedgerException Damaged() => new(
        LedgerErrorKind.Corrupt, $"{BlobName} does not hold the keys of tokens: it is damaged, or of a newer release. Delete it to make new ones; then everybody has to log in again");
}
