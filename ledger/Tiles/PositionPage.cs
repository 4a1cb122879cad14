using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>Where the 256 entries of one level-0 tile lie in the log.</summary>
/// <param name="number">The level-0 tile's index: entries [256·number, 256·(number + 1)).</param>
/// <remarks>Like a tile, the newest page is filled from the left by one writer, and readers use only what their snapshot covers.</remarks>
internal sealed class PositionPage(ulong number)
{
    public const int Width = 256;

    /// <summary>What a page occupies in memory: 24 bytes a row, and about 64 bytes of objects around them.</summary>
    public const int MemoryBytes = (Width * 24) + 64;

    public ulong Number => number;

    public EntryPosition[] Rows { get; } = new EntryPosition[Width];
}
