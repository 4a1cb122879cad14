using System.Collections.Concurrent;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Signing;

namespace ImmuFunctions.Service.Accounts.Tokens;

/// <summary>Keys that are the versions of a secret in a vault; whoever looks after the vault renews them, and ends tokens by disabling a version.</summary>
/// <remarks>
/// <para>While tokens are made, the newest version is looked at every five minutes; while they are checked, so are the others in use. Without use nothing is asked.</para>
/// <para>A token of a version that is not known costs at most two requests a second, for however many such tokens. Should somebody make up so many that a true one never gets its turn,
/// those of an old version have to log in again; the newest is always looked at.</para>
/// </remarks>
/// <param name="secret">Of 32 bytes or more.</param>
/// <param name="time">Tells when to look again.</param>
public sealed class VaultTokenKeys(ISecretVersions secret, TimeProvider time) : ITokenKeySource
{
    /// <summary>How long a version that somebody disables may go on being used, and a new one is not noticed.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    private const int MaxKnown = 16;
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    // Held by whoever asks the vault; guards all that follows, though _known and _newest are read without.
    private readonly SemaphoreSlim _gate = new(1);
    private readonly ConcurrentDictionary<string, TokenKey> _known = new(StringComparer.Ordinal);
    private readonly LastTime _asked = new();
    private readonly LastTime _newestSeen = new();
    private readonly LastTime _looked = new();
    private volatile TokenKey? _newest;
    private LedgerException? _fault;

    /// <inheritdoc/>
    public ValueTask<TokenKey> CurrentAsync(CancellationToken cancellationToken) =>
        _newest is { IsWithdrawn: false } newest && _newestSeen.IsWithin(LookAgain, time.GetUtcNow()) ? new(newest) : NewestAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<TokenKey?> FindAsync(ReadOnlyMemory<char> id, CancellationToken cancellationToken) =>
        _known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(id.Span, out TokenKey? key) ? new(key) : FindAnewAsync(id.ToString(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask RefreshAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        _looked.IsWithin(LookAgain, now) ? default : LookAsync(now);

    /// <summary>Ends what waits for the keys.</summary>
    public void Dispose() => _gate.Dispose();

    private async ValueTask<TokenKey> NewestAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_newest is { IsWithdrawn: false } newest && _newestSeen.IsWithin(LookAgain, time.GetUtcNow()))
                return newest;
            return await AskNewestAsync().ConfigureAwait(false);
        }
        catch (LedgerException e) when (e.Kind == LedgerErrorKind.Unavailable && _newest is { IsWithdrawn: false } last)
        {
            _newestSeen.Set(time.GetUtcNow()); // the vault is down: asking it for every login would make each wait
            return last;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask<TokenKey?> FindAnewAsync(string id, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_known.TryGetValue(id, out TokenKey? known))
                return known;
            if (_asked.IsWithin(LeastPause, time.GetUtcNow()))
                return _fault is { } fault ? throw new LedgerException(fault.Kind, fault.Message, fault) : null;

            _asked.Set(time.GetUtcNow());
            _fault = null;
            TokenKey newest = await AskNewestAsync().ConfigureAwait(false);
            if (newest.Id == id)
                return newest;
            SecretVersion? version = await secret.FindAsync(id, CancellationToken.None).ConfigureAwait(false);
            return version is null ? null : Remember(version);
        }
        catch (LedgerException e)
        {
            _fault = e;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask LookAsync(DateTimeOffset now)
    {
        // Whoever comes while another looks goes on with what is known.
        if (!_gate.Wait(TimeSpan.Zero, CancellationToken.None))
            return;
        try
        {
            if (_looked.IsWithin(LookAgain, now))
                return;
            _looked.Set(now);
            foreach (TokenKey key in _known.Values)
            {
                if (await secret.FindAsync(key.Id, CancellationToken.None).ConfigureAwait(false) is null)
                    Forget(key);
            }
        }
        catch (LedgerException)
        {
            // An outage of the vault ends no login.
        }
        finally
        {
            _gate.Release();
        }
    }

    // For everybody who waits, as all questions here: that one of them gives up is no reason to stop. The vault's client has its own limits of time.
    private async ValueTask<TokenKey> AskNewestAsync()
    {
        TokenKey newest = Remember(await secret.NewestAsync(CancellationToken.None).ConfigureAwait(false));
        _newest = newest;
        _newestSeen.Set(time.GetUtcNow());
        return newest;
    }

    private TokenKey Remember(SecretVersion version)
    {
        if (version.Bytes.Length < TokenKey.MinBytes || !TokenKey.IsId(version.Version))
            throw new LedgerException(LedgerErrorKind.Invalid, $"the secret for tokens, version {version.Version}, has {version.Bytes.Length} bytes; it must be the base64 of {TokenKey.MinBytes} or more. Make one: openssl rand -base64 {TokenKey.MinBytes}");
        if (_known.TryGetValue(version.Version, out TokenKey? known))
            return known;
        while (_known.Count >= MaxKnown)
            Forget(_known.Values.Where(key => key != _newest).MinBy(key => key.CreatedAt)!);
        return _known[version.Version] = new TokenKey(version.Version, version.Bytes.Span, version.CreatedAt);
    }

    private void Forget(TokenKey key)
    {
        key.Withdraw();
        _known.TryRemove(key.Id, out _);
    }
}
