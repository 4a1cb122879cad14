namespace ImmuFunctions.Ledger.Commits;

/// <summary>How long to wait before an append of unknown outcome is tried again: exponential, with full jitter.</summary>
/// <remarks>Waits are drawn evenly from 0 to 100 ms, 200 ms, 400 ms … 8 s, thirteen in all: 30 s on average and 61 s at most, besides what the store takes
/// for its answers. That is what a throttled storage account needs to calm down; whoever waits longer is told that it is not known.</remarks>
internal static class Backoff
{
    /// <summary>How often an append is tried before its caller is told that its outcome is not known.</summary>
    public const int Tries = 14;

    private const double FirstMilliseconds = 100;
    private const double MostMilliseconds = 8_000;

    /// <summary>The wait after a try.</summary>
    /// <param name="tries">Tries so far, from 1 on.</param>
    /// <param name="jitter">From 0 up to, but not, 1.</param>
    public static TimeSpan After(int tries, double jitter) =>
        TimeSpan.FromMilliseconds(jitter * Math.Min(MostMilliseconds, FirstMilliseconds * Math.Pow(2, tries - 1)));
}
