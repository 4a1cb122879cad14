namespace ImmuFunctions.Service.Accounts;

/// <summary>What a host knows of the accounts, and since when.</summary>
/// <param name="State">The accounts.</param>
/// <param name="AsOf">A <see cref="TimeProvider.GetTimestamp"/> before which no change was acknowledged that <paramref name="State"/> lacks.</param>
internal sealed record AccountView(AccountState State, long AsOf);
