namespace ImmuFunctions.Ledger.Auditing;

/// <summary>What an audit found to be wrong.</summary>
public enum AuditFault
{
    /// <summary>The log ends before what is remembered, acknowledged, indexed or signed.</summary>
    LogCut,

    /// <summary>Bytes of the log are no frame, or a frame does not follow from the log before it.</summary>
    LogDamaged,

    /// <summary>The log is sound in itself, but not the one that is remembered: it was rewritten.</summary>
    LogForked,

    /// <summary>What the tree does not cover was changed: the kind of an entry, or the ids of requests.</summary>
    LogKinds,

    /// <summary>A segment is there that does not belong to the log.</summary>
    StrangeSegment,

    /// <summary>A hash tile is not what follows from the log.</summary>
    HashTile,

    /// <summary>A position tile is not what follows from the log.</summary>
    PositionTile,

    /// <summary>The manifest of the index is not what follows from the log.</summary>
    Manifest,

    /// <summary>A run of the index is damaged, missing, or has other rows than follow from the log.</summary>
    Run,

    /// <summary>The published checkpoint is none, went back, disappeared or says something else than the log.</summary>
    Checkpoint,

    /// <summary>Another key than the pinned one signs.</summary>
    Key,
}
