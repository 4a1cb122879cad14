using ImmuFunctions.Ledger.Signing;

namespace ImmuFunctions.Ledger;

/// <summary>How a ledger is run. The defaults suit a host on one machine.</summary>
public sealed record LedgerOptions
{
    /// <summary>Put before every blob name; empty or ending in '/'. One ledger per prefix.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Where waiting batches stop being put together into one frame, in bytes. A single larger batch still goes in one frame, up to what the store appends at once.</summary>
    public int GroupBytes { get; init; } = 4 << 20;

    /// <summary>Where waiting batches stop being put together into one frame, in entries.</summary>
    public int GroupEntries { get; init; } = 65_536;

    /// <summary>A segment is sealed after so many frames. Azure's limit is 50,000 appends per blob; reading slows down long before.</summary>
    public int SegmentFrames { get; init; } = 10_000;

    /// <summary>A segment is sealed once it is so long, in bytes.</summary>
    public long SegmentBytes { get; init; } = 256 << 20;

    /// <summary>Memory for everything that can be read again, in bytes: hash tiles, position tiles, parts of index runs.</summary>
    public long CacheBytes { get; init; } = 128 << 20;

    /// <summary>A slice of the log, whose rows go from memory into a run of the index, ends with the frame that gives it so many entries.
    /// Every host of a ledger must have the same number: it decides which runs there are.</summary>
    public int SliceEntries { get; init; } = 65_536;

    /// <summary>A slice also ends with the frame that gives it so many bytes of frames; the same on every host.</summary>
    public long SliceBytes { get; init; } = 32 << 20;

    /// <summary>Whether entries can be found by value. Null: as the ledger was kept so far. Another choice than so far makes the index again from the log.</summary>
    public bool? ValueIndex { get; init; }

    /// <summary>How long a run that was merged into another is kept for readers of older snapshots. They can do without it, at the price of reading
    /// the manifest again. Null: 15 minutes on a shared store, where other processes read too; half a minute on an exclusive one.</summary>
    public TimeSpan? RunGrace { get; init; }

    /// <summary>The part of one processor that merging takes while it is not behind, over 0 and at most 1.</summary>
    public double UpkeepShare { get; init; } = 0.1;

    /// <summary>Signs roots; null for none.</summary>
    public IRootSigner? Signer { get; init; }

    /// <summary>Time for waits between tries.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where batch ids come from; they must never repeat.</summary>
    public Func<UInt128> NewBatchId { get; init; } = RandomBatchId.Next;

    /// <summary>Spreads waits between tries, so that hosts that failed together do not try again together: numbers from 0 up to, but not, 1.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;
}
