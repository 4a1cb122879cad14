namespace ImmuFunctions.Core.Index;

/// <summary>The fixed sizes of a run.</summary>
public static class RunLayout
{
    /// <summary>Rows in a block; the last block of a run may have fewer.</summary>
    public const int BlockRows = 128;

    /// <summary>Blocks in a page; the last page of a run may have fewer.</summary>
    public const int PageBlocks = 64;

    /// <summary>Rows in a page.</summary>
    public const int PageRows = BlockRows * PageBlocks;

    /// <summary>Bits of a page's Bloom filter per filter key.</summary>
    public const int FilterBitsPerKey = 10;
}
