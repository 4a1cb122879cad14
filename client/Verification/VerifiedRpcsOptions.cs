namespace ImmuFunctions.Client.Verification;

/// <summary>How <see cref="VerifiedRpcs"/> works.</summary>
public sealed record VerifiedRpcsOptions
{
    /// <summary>What stands for a server that does not name itself.</summary>
    public string UnnamedServer { get; init; } = "";

    /// <summary>
    /// Whether calls on one database go one after the other. Otherwise two at the same time are each held against the
    /// root before both, and a ledger that tells two stories is found out by the call after them only where it told the
    /// longer one. Keep it on for any ledger that is not in this process.
    /// </summary>
    public bool OneAtATime { get; init; } = true;
}
