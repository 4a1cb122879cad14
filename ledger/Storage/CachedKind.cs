namespace ImmuFunctions.Ledger.Storage;

/// <summary>What a value in the <see cref="LedgerCache"/> is.</summary>
internal enum CachedKind : byte
{
    /// <summary>A hash tile.</summary>
    Tile,

    /// <summary>Where the entries of a level-0 tile lie in the log.</summary>
    Positions,

    /// <summary>The directory of one page of an index run.</summary>
    Directory,

    /// <summary>One block of an index run.</summary>
    Block,
}
