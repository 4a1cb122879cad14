namespace ImmuFunctions.Simulator.Checking;

/// <summary>What a client knows of a write it asked for.</summary>
internal enum WriteOutcome
{
    /// <summary>No answer came, or one that says that the outcome is not known.</summary>
    Unknown,

    Acknowledged,

    /// <summary>An error that says that nothing was written.</summary>
    Refused,
}
