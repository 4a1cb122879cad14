namespace ImmuFunctions.Simulator.Checking;

/// <summary>How outcomes that clients did not know turned out.</summary>
internal sealed class OutcomeTally
{
    public long UnknownWritten { get; private set; }

    public long UnknownNotWritten { get; private set; }

    /// <summary>Acknowledgements of batches that had been written before.</summary>
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
