using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger;

/// <summary>What all snapshots of one ledger read with.</summary>
internal sealed record SnapshotReader(HashTiles Tiles, PositionTiles Positions, LogEntries Entries, StorageNames Names, IRootSigner? Signer)
{
    // TEMPORARY: the index of values says so itself.
    public bool HasValueIndex { get; init; }
}
