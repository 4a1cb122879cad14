namespace ImmuFunctions.Client;

/// <summary>How entries are imported.</summary>
public sealed record ImportOptions
{
    /// <summary>Most elements an immudb batch may have.</summary>
    public const int MaxBatchEntries = 52_427;

    /// <summary>Most bytes of keys and values in a batch of several: it stays under immudb's limit of 4 MiB for a message.</summary>
    public const int MaxBatchBytes = 3 << 20;

    /// <summary>Entries in a batch; 1 to <see cref="MaxBatchEntries"/>.</summary>
    public int BatchEntries { get; init; } = 10_000;

    /// <summary>Bytes of keys and values in a batch; 1 to <see cref="MaxBatchBytes"/>. A larger entry is alone in its batch.</summary>
    public int BatchBytes { get; init; } = MaxBatchBytes;

    /// <summary>Batches under way at a time; at least 1.</summary>
    public int InFlight { get; init; } = 3;

    /// <summary>Writes values as they are, without time and signature.</summary>
    public bool Raw { get; init; }

    /// <summary>Entries at the start of the source to pass over: <see cref="ImportProgress.Written"/> of the import that is resumed.</summary>
    public ulong Skip { get; init; }

    /// <summary>The time that values are wrapped with; null for that of the client's clock.</summary>
    public DateTimeOffset? Time { get; init; }
}
