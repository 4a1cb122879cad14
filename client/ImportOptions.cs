namespace ImmuFunctions.Client;

/// <summary>How entries are imported.</summary>
public sealed record ImportOptions
{
    /// <summary>Most elements an immudb batch may have.</summary>
    public const int MaxBatchEntries = 52_427;

    /// <summary>Most bytes of keys and values in a batch of several: it stays under immudb's limit of 4 MiB for a message.</summary>
    public const int MaxBatchBytes = 3 << 20;

    /// <summary>Longest <see cref="Name"/>.</summary>
    public const int MaxNameLength = 64;

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

    /// <summary>Names the import, so that none of it is written twice when it is resumed after a crash, by another process too: a batch that was written and not told of is found again.
    /// For that the source, the sizes of batches, <see cref="Raw"/> and <see cref="Time"/> must be those of before. Printable ASCII, at most <see cref="MaxNameLength"/> characters; null for an import that nobody resumes.</summary>
    /// <remarks>Ledgers of this kind know the last 4,096 requests that were named; immudb's own server knows none.</remarks>
    public string? Name { get; init; }

    /// <summary>The time that values are wrapped with; null for that of the client's clock.</summary>
    public DateTimeOffset? Time { get; init; }
}
