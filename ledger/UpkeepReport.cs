using ImmuFunctions.Core.Checkpoints;

namespace ImmuFunctions.Ledger;

/// <summary>What an upkeep found and left.</summary>
public sealed record UpkeepReport
{
    /// <summary>Entries in the log.</summary>
    public required ulong Entries { get; init; }

    /// <summary>Of them in runs of the index when the upkeep began.</summary>
    public required ulong IndexedBefore { get; init; }

    /// <summary>Of them in runs now.</summary>
    public required ulong Indexed { get; init; }

    /// <summary>Live runs when the upkeep began.</summary>
    public required int RunsBefore { get; init; }

    /// <summary>Live runs now.</summary>
    public required int Runs { get; init; }

    /// <summary>The checkpoint that is published now; null if this ledger publishes none.</summary>
    public required Checkpoint? Checkpoint { get; init; }

    /// <summary>Whether nothing is left to be flushed or merged. False: the time was up; what is under way goes on behind the commits.</summary>
    public required bool IsSettled { get; init; }
}
