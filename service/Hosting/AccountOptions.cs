using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Service.Hosting;

/// <summary>How a host lets callers in.</summary>
/// <param name="AdminPassword">The superuser's first password, used only when the accounts are begun; null if nobody needs to log in.</param>
/// <param name="RemoteAllowed">Without authentication: whether other machines may call.</param>
public sealed record AccountOptions(AdminPassword? AdminPassword, bool RemoteAllowed = false)
{
    /// <summary>The clock of tokens, waits and what is written down.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How many entries databases may have.</summary>
    public EntryQuotas Quotas { get; init; } = EntryQuotas.None;
}
