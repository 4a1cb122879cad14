namespace ImmuFunctions.Service.Accounts;

/// <summary>The accounts as every host on one store sees them, sooner or later.</summary>
public interface IAccountBook
{
    /// <summary>The accounts as they were at most <see cref="AccountBook.MaxStaleness"/> ago, on whichever host they were changed.</summary>
    /// <exception cref="Ledger.LedgerException">The store does not answer, and what is known is too old to decide by.</exception>
    ValueTask<AccountState> CurrentAsync(CancellationToken cancellationToken);

    /// <summary>The accounts with every change acknowledged, by whichever host, before this call.</summary>
    /// <exception cref="Ledger.LedgerException">The store does not answer.</exception>
    ValueTask<AccountState> NewestAsync(CancellationToken cancellationToken);

    /// <summary>Writes a change down, durably.</summary>
    /// <returns>Whether it took effect: another host may have been first. And the accounts behind it.</returns>
    /// <exception cref="Ledger.LedgerException">The store failed.</exception>
    ValueTask<(bool TookEffect, AccountState State)> RecordAsync(AccountChange change, CancellationToken cancellationToken);
}
