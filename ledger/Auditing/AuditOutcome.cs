namespace ImmuFunctions.Ledger.Auditing;

/// <summary>How an audit of one ledger ended.</summary>
public enum AuditOutcome
{
    /// <summary>All that was read is what it should be.</summary>
    Passed,

    /// <summary>Something is not: storage was changed, or damaged.</summary>
    Failed,

    /// <summary>There is no entry, and none is remembered.</summary>
    NothingToCheck,

    /// <summary>It could not be done: the store did not answer. Nothing is known to be wrong.</summary>
    NotDone,
}
