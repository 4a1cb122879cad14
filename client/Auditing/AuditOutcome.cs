namespace ImmuFunctions.Client.Auditing;

/// <summary>How a check of a database ended. The numbers are those of immudb's gauge.</summary>
public enum AuditOutcome
{
    /// <summary>The check could not be made.</summary>
    Failed = -2,

    /// <summary>There was nothing to check against: an empty log, or one seen for the first time, which is remembered now.</summary>
    NothingChecked = -1,

    /// <summary>The log is not the one remembered, or another key signs it. What is remembered stays.</summary>
    Tampered = 0,

    /// <summary>The log goes on from the one remembered.</summary>
    Passed = 1,
}
