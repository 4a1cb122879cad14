using ImmuFunctions.Ledger;

namespace ImmuFunctions.Service.Accounts.Tokens;

/// <summary>The keys of tokens: in the ledger's own store (<see cref="StoredTokenKeys"/>) or in a vault (<see cref="VaultTokenKeys"/>). Thread-safe.</summary>
public interface ITokenKeySource : IDisposable
{
    /// <summary>The key to make a token with now.</summary>
    /// <exception cref="LedgerException">Unavailable: the keys cannot be read. Corrupt, Invalid, Denied: they cannot be used; the message says what to do.</exception>
    ValueTask<TokenKey> CurrentAsync(CancellationToken cancellationToken);

    /// <summary>The key of this name. Answers at once if it is known; otherwise the keys are read again, at most once a second however often it is asked.</summary>
    /// <param name="id">From anywhere.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="LedgerException">As of <see cref="CurrentAsync"/>.</exception>
    ValueTask<TokenKey?> FindAsync(ReadOnlyMemory<char> id, CancellationToken cancellationToken);

    /// <summary>Looks whether keys were taken away, if the last look is some time ago; to be called with every use of a key. Sees to <see cref="TokenKey.IsWithdrawn"/>.</summary>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="LedgerException">Corrupt: the keys are damaged. An outage is no exception: what is known holds on.</exception>
    ValueTask RefreshAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
