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

    /// <summary>Most bytes of a row: a little more than the longest row of a key of 65,535 bytes takes.</summary>
    /// <remarks>It bounds what a block can take in memory, and keeps the bytes of a page below 2^31.</remarks>
    public const int MaxRowBytes = 132 * 1024;

    /// <summary>Bits of a page's Bloom filter per filter key.</summary>
    public const int FilterBitsPerKey = 10;
}
