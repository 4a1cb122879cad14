namespace ImmuFunctions.Client;

/// <summary>One member of a sorted set.</summary>
public sealed record SetMember
{
    /// <summary>The set.</summary>
    public required LedgerBytes Set { get; init; }

    /// <summary>What the set is sorted by.</summary>
    public required double Score { get; init; }

    /// <summary>The entry the member stands for: the version it names, or the newest one of its key.</summary>
    public required LedgerEntry Entry { get; init; }

    /// <summary>Zero-based place in the log of the membership itself.</summary>
    public required ulong Index { get; init; }

    /// <summary>Whether both are proved: that the set has this member with this score, and the entry.</summary>
    public bool IsVerified { get; init; }
}
