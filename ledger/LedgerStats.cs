using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Ledger;

/// <summary>Figures about a ledger: <see cref="LedgerEngine.StatsAsync"/>. Getting them reads no entry and walks no index.</summary>
public sealed record LedgerStats
{
    /// <summary>Entries in the log.</summary>
    public required ulong Entries { get; init; }

    /// <summary>Root of the tree over them; <see cref="Hash.EmptyTree"/> if there are none.</summary>
    public required Hash Root { get; init; }

    /// <summary>Not fewer than there are distinct keys: a key counts once for each run, and for the entries in memory, that it is in.</summary>
    public required ulong KeysAtMost { get; init; }

    /// <summary>Bytes of the log's segments.</summary>
    public required long LogBytes { get; init; }

    /// <summary>Bytes of the index's live runs.</summary>
    public required long IndexBytes { get; init; }

    /// <summary>The index's live runs, oldest first.</summary>
    public required IReadOnlyList<RunStats> Runs { get; init; }

    /// <summary>Bytes in the cache of tiles and index parts.</summary>
    public required long CacheBytes { get; init; }

    /// <summary>Bytes that may be in it.</summary>
    public required long CacheBudgetBytes { get; init; }

    /// <summary>Reads the cache has answered since the start.</summary>
    public required long CacheHits { get; init; }

    /// <summary>Reads it could not answer.</summary>
    public required long CacheMisses { get; init; }

    /// <summary>Entries at the log's end whose index rows are in memory only.</summary>
    public required ulong TailEntries { get; init; }

    /// <summary>Whether entries can be found by value.</summary>
    public required bool HasValueIndex { get; init; }
}
