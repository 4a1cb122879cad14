using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>A place in the log, behind a frame of entries, from which an audit can go on.</summary>
/// <remarks>With the roots of the full chunks before it, it holds the right edge of the tree there.</remarks>
internal sealed record AuditMark
{
    /// <summary>The log's beginning.</summary>
    public static AuditMark Start { get; } = new();

    /// <summary>Entries before it.</summary>
    public ulong Size { get; init; }

    /// <summary>Root of the tree of these entries.</summary>
    public Hash Root { get; init; } = Hash.EmptyTree;

    /// <summary>First index, and so the name, of the segment with the last of them.</summary>
    public ulong Segment { get; init; }

    /// <summary>Where the last frame begins in it, in bytes.</summary>
    public long LastFrame { get; init; }

    /// <summary>Where that frame ends, in bytes.</summary>
    public long Position { get; init; }

    /// <summary>Frames of the segment up to there.</summary>
    public int Frames { get; init; }

    /// <summary>The <see cref="KindSum"/> of the entries after the last full chunk.</summary>
    public UInt128 Kinds { get; init; }

    /// <summary>Leaf hashes of the last <c>Size % 256</c> entries.</summary>
    public IReadOnlyList<Hash> Leaves { get; init; } = [];

    /// <summary>Roots of the full tiles of 256 entries after the last full chunk.</summary>
    public IReadOnlyList<Hash> Blocks { get; init; } = [];

    /// <summary>Full chunks before it.</summary>
    public int Chunks => (int)(Size / ChunkMemory.Entries);

    /// <summary>Full tiles of 256 entries behind the last full chunk of <paramref name="size"/> entries.</summary>
    public static int BlocksAt(ulong size) => (int)(size / Tile.Width % Tile.Width);

    /// <summary>The mark's tree.</summary>
    /// <param name="chunks">At least <see cref="Chunks"/> of them.</param>
    public TreeTail ToTail(IReadOnlyList<ChunkMemory> chunks)
    {
        // Level 2 holds the chunks' roots, each level above the roots of the full tiles below.
        var levels = new List<List<Hash>> { new(Leaves), new(Blocks), new(chunks.Take(Chunks).Select(c => c.Root)) };
        while (levels[^1].Count >= Tile.Width)
        {
            List<Hash> below = levels[^1];
            var above = new List<Hash>(below.Count / Tile.Width);
            for (int at = 0; at + Tile.Width <= below.Count; at += Tile.Width)
                above.Add(Tile.FromHashes(new TileId(levels.Count - 1, (ulong)(at / Tile.Width)), below.GetRange(at, Tile.Width).ToArray()).Root());
            levels.Add(above);
        }

        return TreeTail.FromTiles(Size, id => Tile.FromHashes(id, levels[id.Level].TakeLast(id.WidthAt(Size)).ToArray()));
    }
}
