using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Core.Index;

/// <summary>Where a start begins: the tree, the log's end and the index as they were after a slice of the log.</summary>
/// <remarks>A function of the log and of which merges have been done; it can be made again.</remarks>
public sealed record Manifest
{
    /// <summary>Entries that the runs cover.</summary>
    public required ulong Size { get; init; }

    /// <summary>Root of the tree of these entries.</summary>
    public required Hash Root { get; init; }

    /// <summary>First index, and so the name, of the segment that the last of them is in.</summary>
    public required ulong Segment { get; init; }

    /// <summary>Where the last frame begins in that segment, in bytes.</summary>
    public required long LastFrame { get; init; }

    /// <summary>Where the next frame begins, in bytes.</summary>
    public required long Position { get; init; }

    /// <summary>Frames of that segment before it.</summary>
    public required int Frames { get; init; }

    /// <summary>Whether the runs have rows of family V.</summary>
    public required bool HasValues { get; init; }

    /// <summary>The tiles that are partial at <see cref="Size"/>, lowest level first: <see cref="TreeTail.AddPartialTiles"/>.</summary>
    public required IReadOnlyList<Tile> Tiles { get; init; }

    /// <summary>Where the entries after the last full position tile lie: <c>Size % 256</c> of them.</summary>
    public required IReadOnlyList<EntryPosition> Positions { get; init; }

    /// <summary>The live runs, oldest first; together they cover [0, <see cref="Size"/>) without gap or overlap.</summary>
    public required IReadOnlyList<RunInfo> Runs { get; init; }

    /// <summary>The last requests with an id among these entries, in commit order: at most <see cref="CommittedRequest.Window"/>.</summary>
    public IReadOnlyList<CommittedRequest> Requests { get; init; } = [];
}
