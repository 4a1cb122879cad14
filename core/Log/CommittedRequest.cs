namespace ImmuFunctions.Core.Log;

/// <summary>A request that carried an id and is in the log.</summary>
/// <param name="Id">Its name.</param>
/// <param name="FirstIndex">Index of its first entry.</param>
/// <param name="Count">Its entries: at least 1.</param>
public readonly record struct CommittedRequest(RequestId Id, ulong FirstIndex, int Count)
{
    /// <summary>How many are remembered: the last ones, in commit order.</summary>
    /// <remarks>A constant, not an option: every host of a ledger must know the same requests, or one would write again what another knows.</remarks>
    public const int Window = 4_096;
}
