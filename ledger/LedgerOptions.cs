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

    /// <summary>Memory for hash tiles and position tiles that can be read again, in bytes.</summary>
    public long CacheBytes { get; init; } = 128 << 20;

    /// <summary>Rows in the index's memtable before it is sealed.</summary>
    public int MemtableRows { get; init; } = 65_536;

    /// <summary>Whether entries can be found by value. Null: as the ledger was kept so far. Another choice than so far makes the index again from the log.</summary>
    public bool? ValueIndex { get; init; }

    /// <summary>Signs roots; null for none.</summary>
    public IRootSigner? Signer { get; init; }

    /// <summary>Time for waits between tries.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where batch ids come from; they must never repeat.</summary>
    public Func<UInt128> NewBatchId { get; init; } = RandomBatchId.Next;
}
