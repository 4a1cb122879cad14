namespace ImmuFunctions.Client;

/// <summary>The places in the log that a batch has taken: [From, To).</summary>
/// <param name="From">Index of the first entry.</param>
/// <param name="To">Index behind the last entry.</param>
public readonly record struct WrittenRange(ulong From, ulong To)
{
    /// <summary>Entries written.</summary>
    public ulong Count => To - From;
}
