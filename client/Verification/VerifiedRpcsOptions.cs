namespace ImmuFunctions.Client.Verification;

/// <summary>How <see cref="VerifiedRpcs"/> works.</summary>
public sealed record VerifiedRpcsOptions
{
    /// <summary>What stands for a server that does not name itself.</summary>
    public string UnnamedServer { get; init; } = "";

    /// <summary>
    /// Whether answers that come at the same time are held against each other, too, before any of them is believed. Otherwise
    /// each is held against the root before all of them, and a ledger that tells two stories at once is not found out.
    /// Keep it on for any ledger that is not in this process.
    /// </summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>Whether the root that a read has moved on is remembered before the read is answered, and not merely soon after. Of writes it always is.</summary>
    public bool RemembersReadsFirst { get; init; } = true;

    /// <summary>How long a look at the store of roots counts. What another process has put there is noticed so much later; until then the root before it serves.</summary>
    public TimeSpan LookCounts { get; init; } = TimeSpan.Zero;
}
