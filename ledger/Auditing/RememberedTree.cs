using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Compares what is read of the log with what is remembered of it, and remembers what is new.</summary>
internal sealed class RememberedTree(IBlobStore store, StorageNames names, AuditState known)
{
    private readonly List<ChunkMemory> _chunks = [.. known.Chunks];

    /// <summary>The chunks remembered, with the new ones.</summary>
    public IReadOnlyList<ChunkMemory> Chunks => _chunks;

    /// <summary>Takes in the frame that <paramref name="walk"/> has just read.</summary>
    /// <exception cref="AuditFailureException">It is not the log that is remembered.</exception>
    public async ValueTask TakeAsync(LogWalk walk, CancellationToken cancellationToken)
    {
        int filledChunk = 0;
        foreach (Tile tile in walk.Frame.Filled)
        {
            if (tile.Id.Level == 0)
                await CheckBlockAsync(tile, cancellationToken).ConfigureAwait(false);
            else if (tile.Id.Level == 1)
                await TakeChunkAsync(tile, walk.FilledKinds[filledChunk++], cancellationToken).ConfigureAwait(false);
        }

        if (walk.Before.Size < known.Size && walk.Size >= known.Size)
            CheckEnd(walk);
    }

    private async ValueTask TakeChunkAsync(Tile tile, UInt128 kinds, CancellationToken cancellationToken)
    {
        int number = (int)tile.Id.Index;
        var read = new ChunkMemory(tile.Root(), kinds);
        if (number == _chunks.Count)
        {
            _chunks.Add(read);
            return;
        }

        ulong first = (ulong)number * ChunkMemory.Entries, last = first + ChunkMemory.Entries - 1;
        if (read.Root != _chunks[number].Root)
            throw await ForkedInAsync(tile, _chunks[number].Root, first, last, cancellationToken).ConfigureAwait(false);
        if (read.Kinds != _chunks[number].Kinds)
            throw OtherKinds(first, last, _chunks[number].Kinds, read.Kinds);
    }

    // A stored tile that has the remembered root is the old one: its hashes say which block is another.
    private async ValueTask<AuditFailureException> ForkedInAsync(Tile read, Hash root, ulong first, ulong last, CancellationToken cancellationToken)
    {
        if (await LoadAsync(read.Id, root, cancellationToken).ConfigureAwait(false) is { } old)
        {
            int block = old.Hashes.CommonPrefixLength(read.Hashes);
            first += (ulong)block * Tile.Width;
            return Forked(first, first + Tile.Width - 1, old.Hashes[block], read.Hashes[block]);
        }

        return Forked(first, last, root, read.Root());
    }

    private async ValueTask CheckBlockAsync(Tile tile, CancellationToken cancellationToken)
    {
        ulong firstBlock = (ulong)known.End.Chunks * Tile.Width;
        if (tile.Id.Index < firstBlock || tile.Id.Index >= firstBlock + (ulong)known.End.Blocks.Count)
            return;
        Hash remembered = known.End.Blocks[(int)(tile.Id.Index - firstBlock)];
        if (remembered == tile.Root())
            return;
        ulong first = tile.Id.Index * Tile.Width;
        if (await LoadAsync(tile.Id, remembered, cancellationToken).ConfigureAwait(false) is { } old)
        {
            int place = old.Hashes.CommonPrefixLength(tile.Hashes);
            throw Forked(first + (ulong)place, first + (ulong)place, old.Hashes[place], tile.Hashes[place]);
        }

        throw Forked(first, first + Tile.Width - 1, remembered, tile.Root());
    }

    private void CheckEnd(LogWalk walk)
    {
        int within = (int)(known.Size - walk.Before.Size);
        Hash root = within == walk.Frame.Leaves.Length ? walk.Tail.Root : walk.Before.Append(walk.Frame.Leaves[..within], []).Root;
        if (root != known.Root)
        {
            ulong first = known.Size - (ulong)known.End.Leaves.Count;
            for (int i = 0; i < known.End.Leaves.Count; i++)
            {
                if (LeafOf(walk, first + (ulong)i) is { } leaf && leaf != known.End.Leaves[i])
                    throw Forked(first + (ulong)i, first + (ulong)i, known.End.Leaves[i], leaf);
            }

            throw Forked(Math.Min(first, known.Size - 1), known.Size - 1, known.Root, root);
        }

        if (walk.Size != known.Size)
        {
            throw new AuditFailureException(new AuditFailure(
                AuditFault.LogForked, names.Segment(walk.Segment), known.Size - 1, known.Size, $"a frame that ends after {known.Size} entries", $"one that ends after {walk.Size}",
                "the log was rewritten: its entries are those that were audited, but lie in other frames"));
        }

        if (walk.Kinds != known.End.Kinds)
            throw OtherKinds((ulong)known.End.Chunks * ChunkMemory.Entries, known.Size - 1, known.End.Kinds, walk.Kinds);
    }

    // Of an entry behind the last full tile.
    private static Hash? LeafOf(LogWalk walk, ulong index)
    {
        if (index >= walk.Before.Size)
            return walk.Frame.Leaves[(int)(index - walk.Before.Size)];
        return walk.Before.TryGetNode(new NodeId(0, index), out Hash leaf) ? leaf : null;
    }

    private async ValueTask<Tile?> LoadAsync(TileId id, Hash root, CancellationToken cancellationToken)
    {
        var bytes = new byte[Tile.ByteLength + 1];
        if (await store.ReadAsync(names.Tile(id), 0, bytes, cancellationToken).ConfigureAwait(false) != Tile.ByteLength)
            return null;
        Tile tile = Tile.Parse(id, bytes.AsSpan(0, Tile.ByteLength));
        return tile.Root() == root ? tile : null;
    }

    private AuditFailureException Forked(ulong first, ulong last, Hash expected, Hash found) => new(new AuditFailure(
        AuditFault.LogForked, names.Segments, first, last, expected.ToString(), found.ToString(),
        $"the log was rewritten: it is sound in itself, but not the one of {known.Size} entries with root {known.Root} that was audited before"));

    private AuditFailureException OtherKinds(ulong first, ulong last, UInt128 expected, UInt128 found) => new(new AuditFailure(
        AuditFault.LogKinds, names.Segments, first, last, $"{expected:x32}", $"{found:x32}",
        $"what the tree does not cover was changed since the log was audited: the {nameof(EntryKind).ToLowerInvariant()} of an entry (plain, reference, set member) or the id of a request"));
}
