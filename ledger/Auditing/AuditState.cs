using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>What an audit remembers of a ledger: kept where those who write the ledger cannot write. See <see cref="AuditStateCodec"/>.</summary>
public sealed record AuditState
{
    /// <summary>Runs so far that have left a state.</summary>
    public ulong Sequence { get; init; }

    /// <summary>Failed runs in a row.</summary>
    public uint Failures { get; init; }

    /// <summary>Entries that were audited.</summary>
    public ulong Size => End.Size;

    /// <summary>Their root: never moves past a failure.</summary>
    public Hash Root => End.Root;

    /// <summary>The key that signs checkpoints, once it is pinned.</summary>
    public VerifierKey? Key { get; init; }

    /// <summary>Entries of the last checkpoint that was found sound; 0 for none.</summary>
    public ulong CheckpointSize { get; init; }

    /// <summary>Its root.</summary>
    public Hash CheckpointRoot { get; init; } = Hash.EmptyTree;

    /// <summary>Key of the <see cref="KindSum"/>s.</summary>
    internal UInt128 Secret { get; init; }

    /// <summary>The full chunks of <see cref="Size"/> entries.</summary>
    internal IReadOnlyList<ChunkMemory> Chunks { get; init; } = [];

    /// <summary>Where the audited part of the log ends.</summary>
    internal AuditMark End { get; init; } = AuditMark.Start;

    /// <summary>How far the old has been read again; the start if it begins anew.</summary>
    internal AuditMark Sweep { get; init; } = AuditMark.Start;

    /// <summary>Of a ledger that was never audited.</summary>
    internal static AuditState New(UInt128 secret) => new() { Secret = secret };
}
