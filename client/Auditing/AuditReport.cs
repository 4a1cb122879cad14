using ImmuFunctions.Client.Trust;

namespace ImmuFunctions.Client.Auditing;

/// <summary>What one check found.</summary>
public sealed record AuditReport
{
    /// <summary>When it was made.</summary>
    public required DateTimeOffset RunAt { get; init; }

    /// <summary>Where the ledger is.</summary>
    public required string ServerAddress { get; init; }

    /// <summary>The identity of the ledger's data; empty if it was not heard of.</summary>
    public string Server { get; init; } = "";

    /// <summary>The database; empty if the check did not come so far.</summary>
    public string Database { get; init; } = "";

    /// <summary>How it ended.</summary>
    public AuditOutcome Outcome { get; init; } = AuditOutcome.Failed;

    /// <summary>What was remembered before.</summary>
    public TrustedRoot Previous { get; init; } = TrustedRoot.None;

    /// <summary>What the ledger says now.</summary>
    public TrustedRoot Current { get; init; } = TrustedRoot.None;

    /// <summary>What was expected and what was found, or why there was no check; null if all is well.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether the log was held against the one remembered.</summary>
    public bool WasChecked => Outcome is AuditOutcome.Passed or AuditOutcome.Tampered;
}
