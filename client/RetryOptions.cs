namespace ImmuFunctions.Client;

/// <summary>How often, and after which pauses, a call is tried again that found the ledger unavailable.</summary>
/// <remarks>
/// Reads are tried again, and writes if the ledger knows request ids, which keep a write from being made twice; immudb 0.8 does
/// not, and there a write is sent once. Only UNAVAILABLE, DEADLINE_EXCEEDED and ABORTED are tried again.
/// </remarks>
public sealed record RetryOptions
{
    /// <summary>No second try.</summary>
    public static RetryOptions None { get; } = new() { Attempts = 1 };

    /// <summary>Tries in all; 1 for no second one.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>The pause before the second try; each later one is twice as long. Half of it at least, the rest by chance.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>No pause is longer.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);
}
