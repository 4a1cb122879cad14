namespace ImmuFunctions.Bench.Prices;

/// <summary>What a store's operations cost, in dollars. List prices differ by region and change: compare with your own bill.</summary>
/// <remarks>Hot tier, locally redundant, general-purpose v2, as third parties list it in 2026 for the cheaper regions of the United States.
/// Which operation is of which class: Microsoft's page "Map each REST operation to a price".</remarks>
internal static class PriceList
{
    /// <summary>Ten thousand operations that write: Put Blob, Put Block, Put Block List, Append Block.</summary>
    public const double TenThousandWrites = 0.055;

    /// <summary>Ten thousand listings.</summary>
    public const double TenThousandLists = 0.055;

    /// <summary>Ten thousand operations that read: Get Blob, Get Blob Properties.</summary>
    public const double TenThousandReads = 0.0044;

    /// <summary>A gigabyte kept for a month.</summary>
    public const double GigabyteMonth = 0.018;

    /// <summary>Ten thousand signatures with an elliptic-curve key that software protects.</summary>
    public const double TenThousandSignatures = 0.15;
}
