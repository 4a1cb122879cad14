namespace ImmuFunctions.Bench.Ingest;

/// <summary>Where a ledger lies.</summary>
internal enum StoreKind
{
    /// <summary>In this process.</summary>
    Memory,

    /// <summary>On a disk.</summary>
    Folder,
}
