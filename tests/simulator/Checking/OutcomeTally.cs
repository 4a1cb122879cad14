namespace ImmuFunctions.Simulator.Checking;

/// <summary>How outcomes that clients did not know turned out.</summary>
internal sealed class OutcomeTally
{
    public long UnknownWritten { get; private set; }

    public long UnknownNotWritten { get; private set; }

    /// <summary>Batches asked for again after an unknown outcome, and then acknowledged.</summary>
    public long Replays { get; set; }

    /// <summary>Keys whose history was too long to be searched.</summary>
    public long SearchesGivenUp { get; set; }

    public void Unknown(bool wasWritten)
    {
        if (wasWritten)
            UnknownWritten++;
        else
            UnknownNotWritten++;
    }
}
