namespace ImmuFunctions.Ledger.Copying;

/// <summary>How a ledger is copied.</summary>
public sealed record CopyOptions
{
    /// <summary>Whether tiles and index are copied too. Without them the copy makes its own when it is opened, for which it reads its whole log.</summary>
    public bool WithDerived { get; init; } = true;

    /// <summary>Told after each piece of the log that was written; null for nobody.</summary>
    public Action<CopyProgress>? Progress { get; init; }

    /// <summary>Told how far the copy was checked; null for nobody.</summary>
    public Action<Auditing.AuditProgress>? Checking { get; init; }
}
