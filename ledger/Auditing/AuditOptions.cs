using ImmuFunctions.Core.Checkpoints;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>How a ledger is audited.</summary>
public sealed record AuditOptions
{
    /// <summary>Without bounds: everything is read, however long it takes.</summary>
    public static AuditOptions Everything { get; } = new()
    {
        SweepEntries = long.MaxValue,
        SweepBytes = long.MaxValue,
        NewEntries = long.MaxValue,
        RunBytes = long.MaxValue,
        Deadline = TimeSpan.MaxValue,
        ReadsRunsBeside = true,
    };

    /// <summary>Old entries that one run reads again at most, besides all new ones. A ledger with fewer is read again whole each time.</summary>
    public long SweepEntries { get; init; } = 1 << 20;

    /// <summary>Bytes of old log that one run reads again at most.</summary>
    public long SweepBytes { get; init; } = 256 << 20;

    /// <summary>New entries that one run takes in at most; the next goes on from there.</summary>
    public long NewEntries { get; init; } = 1 << 24;

    /// <summary>Bytes of index runs that one run compares with the log at most: larger runs are passed over, and the verdict says so.</summary>
    public long RunBytes { get; init; } = 1L << 30;

    /// <summary>After so long a run ends with what it has checked. The old gets half of it at most.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The key that signs checkpoints, given from outside: goes before one that was pinned on first use. Null: pinned on first use.</summary>
    public VerifierKey? Key { get; init; }

    /// <summary>Like <see cref="Key"/>, without a name: the key's uncompressed point, 65 bytes. Empty for none.</summary>
    public ReadOnlyMemory<byte> KeyPoint { get; init; }

    /// <summary>The public point of the key that this host signs with; empty if it signs nothing. Pinned on first use, and compared from then on.</summary>
    public ReadOnlyMemory<byte> SignerPoint { get; init; }

    /// <summary>Whether another thread reads the index while the log is read: for an audit without memory only, which compares all of both.</summary>
    public bool ReadsRunsBeside { get; init; }

    /// <summary>Told how far the log has been read, after each frame, on the thread that reads it; null for nobody.</summary>
    public Action<AuditProgress>? Progress { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Random numbers: names of verdicts, and keys that storage must not foresee.</summary>
    public Func<UInt128> NewKey { get; init; } = RandomBatchId.Next;
}
