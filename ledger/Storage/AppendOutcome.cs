namespace ImmuFunctions.Ledger.Storage;

/// <summary>What became of a conditional append.</summary>
public enum AppendOutcome
{
    /// <summary>The bytes are there and durable.</summary>
    Appended,

    /// <summary>The blob was not as long as the caller believed: nothing was written.</summary>
    PositionNotMet,

    /// <summary>The store cannot tell (a timeout, a lost answer): the bytes are there whole or not at all. Read back before trying again.</summary>
    Unknown,
}
