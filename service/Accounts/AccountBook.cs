namespace ImmuFunctions.Service.Accounts;

/// <summary>The accounts of one store: what the system ledger's entries add up to.</summary>
public sealed class AccountBook
{
    /// <summary>How long a change made on one host may go unnoticed on another.</summary>
    public static readonly TimeSpan MaxStaleness = TimeSpan.FromSeconds(5);
}
