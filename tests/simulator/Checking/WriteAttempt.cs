namespace ImmuFunctions.Simulator.Checking;

/// <summary>One time that a client asked a host for a write.</summary>
internal sealed class WriteAttempt
{
    /// <summary>When it was asked for: a number that grows with everything that clients do or hear.</summary>
    public required long Invoked { get; init; }

    /// <summary>When the client heard of the outcome, or gave up.</summary>
    public long Completed { get; set; } = long.MaxValue;

    public WriteOutcome Outcome { get; set; }

    /// <summary>Where it was said to be.</summary>
    public int FirstIndex { get; set; }

    /// <summary>Whether the host said that it had been written before.</summary>
    public bool IsReplay { get; set; }

    /// <summary>Size of the snapshot that came with the acknowledgement.</summary>
    public int SeenSize { get; set; }
}
