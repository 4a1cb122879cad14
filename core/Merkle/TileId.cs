namespace ImmuFunctions.Core.Merkle;

/// <summary>Names a tile: 256 neighbouring hashes of tree level 8·Level, the first being number 256·Index of that level.</summary>
/// <param name="Level">Tile level, 0 to <see cref="MaxLevel"/>: tile level 0 holds leaf hashes, tile level 1 holds roots of full level-0 tiles.</param>
/// <param name="Index">Zero-based position among the tiles of this level, left to right.</param>
/// <remarks>Source: C2SP tlog-tiles, https://c2sp.org/tlog-tiles.</remarks>
public readonly record struct TileId(int Level, ulong Index)
{
    /// <summary>Tree levels between a tile's hashes and its root: 8.</summary>
    public const int Height = 8;

    /// <summary>The highest tile level of a tree of <see cref="TreeSize.Max"/> leaves: 7.</summary>
    public const int MaxLevel = 7;

    /// <summary>Whether a tree of at most <see cref="TreeSize.Max"/> leaves can have this tile.</summary>
    public bool IsPossible =>
        (uint)Level <= MaxLevel && Index <= (TreeSize.Max - 1) >> (Height * Level) >> Height;

    /// <summary>How many hashes this tile has in a tree of <paramref name="size"/> leaves: 0 to 256.</summary>
    /// <param name="size">Number of leaves.</param>
    public int WidthAt(ulong size)
    {
        var hashes = size >> (Height * Level);
        var full = hashes >> Height;
        if (Index != full)
            return Index < full ? Tile.Width : 0;
        return (int)(hashes % Tile.Width);
    }
}
