using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger;

/// <summary>What all snapshots of one ledger read with.</summary>
/// <param name="Tiles">Hash tiles.</param>
/// <param name="Positions">Position tiles.</param>
/// <param name="Entries">Entry records.</param>
/// <param name="Names">Blob names.</param>
/// <param name="Signer">Signs roots, each once; null for none.</param>
/// <param name="RefreshIndexAsync">The newest view of the index, for a snapshot whose runs have been merged away.</param>
internal sealed record SnapshotReader(
    HashTiles Tiles, PositionTiles Positions, LogEntries Entries, StorageNames Names, SigningCache? Signer,
    Func<CancellationToken, ValueTask<IndexView>> RefreshIndexAsync)
{
    /// <summary>Whether the index has rows of family V.</summary>
    public bool HasValueIndex { get; init; }
}
