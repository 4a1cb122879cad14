using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Simulator.Checking;

/// <summary>What hash tiles and position tiles have to be.</summary>
internal sealed class TileWatch(LogModel log)
{
    /// <summary>What is wrong with a tile that was written, or null.</summary>
    public string? Check(string name, ReadOnlySpan<byte> bytes)
    {
        if (!TilePath.TryParse(name, out TileId id, out int width))
            return $"{name} is no tile's name";
        if (width != Tile.Width || id.Level != 0 || ((int)id.Index + 1) * Tile.Width > log.Size)
            return $"{name} was written when the log had {log.Size} entries";
        Hash[] leaves = [.. log.Leaves.Skip((int)id.Index * Tile.Width).Take(Tile.Width)];
        return bytes.SequenceEqual(Hash.AsBytes(leaves)) ? null : $"{name} does not hold the leaves of its entries";
    }

    /// <summary>What is wrong with a position tile that was written, or null.</summary>
    public string? CheckPositions(string name, ReadOnlySpan<byte> bytes)
    {
        if (!PositionTile.TryParsePath(name, out ulong number) || ((int)number + 1) * Tile.Width > log.Size)
            return $"{name} was written when the log had {log.Size} entries";
        EntryPosition[] positions = [.. log.Entries.Skip((int)number * Tile.Width).Take(Tile.Width).Select(e => e.Position)];
        return bytes.SequenceEqual(PositionTile.Encode(number, positions)) ? null : $"{name} does not say where its entries lie";
    }

    /// <summary>The tiles and position tiles that are full at a size.</summary>
    public static IEnumerable<string> FullAt(int size)
    {
        for (int number = 0; (number + 1) * Tile.Width <= size; number++)
        {
            yield return TilePath.Format(new TileId(0, (ulong)number));
            yield return PositionTile.Path((ulong)number);
        }
    }
}
