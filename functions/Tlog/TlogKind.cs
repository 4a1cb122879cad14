namespace ImmuFunctions.Functions.Tlog;

/// <summary>What is read of a log by C2SP's forms.</summary>
internal enum TlogKind
{
    /// <summary>The signed size and root.</summary>
    Checkpoint,

    /// <summary>Hashes of the tree.</summary>
    Tile,

    /// <summary>A level-0 tile's entries.</summary>
    Entries,

    /// <summary>A receipt for an entry, or for a key's newest version.</summary>
    Receipt,
}
