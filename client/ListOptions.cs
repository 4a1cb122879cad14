namespace ImmuFunctions.Client;

/// <summary>Which entries of a list, and in which order.</summary>
public sealed record ListOptions
{
    /// <summary>Forward, all of them.</summary>
    public static ListOptions Default { get; } = new();

    /// <summary>Most entries; 0 for all.</summary>
    public int Limit { get; init; }

    /// <summary>The other way round: keys and scores from the greatest down, a key's history from the oldest on.</summary>
    public bool Reverse { get; init; }

    /// <summary>Scans: go on behind this key. Empty for the beginning.</summary>
    public LedgerBytes After { get; init; }

    /// <summary>Scans: list what references and members of sets stand for, in place of leaving them out.</summary>
    /// <remarks>The ledger does not say which reference brought an entry: that it is in the log is proved, its place in the list is not.</remarks>
    public bool FollowReferences { get; init; }

    /// <summary>Sets: the least score listed. Null for any.</summary>
    public double? MinScore { get; init; }

    /// <summary>Sets: the greatest score listed. Null for any.</summary>
    public double? MaxScore { get; init; }
}
