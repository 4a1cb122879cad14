using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger;

/// <summary>An immutable view of the ledger: everything asked of one snapshot belongs together, whatever is written meanwhile.</summary>
/// <remarks>Storage is not trusted: an entry's leaf and a tile's root are compared with the tree before they are used, and what
/// differs is a <see cref="LedgerException"/> of kind <see cref="LedgerErrorKind.Corrupt"/>.</remarks>
public sealed partial class Snapshot
{
    private readonly SnapshotReader _reader;
    private readonly PositionPage _page;
    private readonly SnapshotIndex _index;
    private readonly TreeView _tree;
    private RootSignature? _signature;

    internal Snapshot(SnapshotReader reader, TreeTail tail, PositionPage page, IndexView index, LogEnd end)
        : this(reader, tail, page, new SnapshotIndex(index, reader, tail.Size), end)
    {
    }

    private Snapshot(SnapshotReader reader, TreeTail tail, PositionPage page, SnapshotIndex index, LogEnd end)
    {
        _reader = reader;
        _page = page;
        _index = index;
        Tail = tail;
        End = end;
        _tree = new TreeView(tail.Spine, tail, reader.Tiles);
    }

    /// <summary>Number of entries.</summary>
    public ulong Size => Tail.Size;

    /// <summary>Root of the tree; <see cref="Hash.EmptyTree"/> when there are no entries.</summary>
    public Hash Root => Tail.Root;

    internal TreeTail Tail { get; }

    internal LogEnd End { get; }

    /// <summary>The entry at <paramref name="entryIndex"/>.</summary>
    /// <exception cref="LedgerException">NotFound: there is none. Corrupt: what is stored is not what was written.</exception>
    public async ValueTask<Entry> EntryAsync(ulong entryIndex, CancellationToken cancellationToken)
    {
        RequireEntry(entryIndex);
        ulong number = entryIndex / PositionPage.Width;
        PositionPage positions = number == _page.Number ? _page : await _reader.Positions.GetAsync(number, cancellationToken).ConfigureAwait(false);
        EntryPosition position = positions.Rows[entryIndex % PositionPage.Width];
        Entry entry = await _reader.Entries.ReadAtAsync(entryIndex, position, cancellationToken).ConfigureAwait(false);
        Hash expected = await LeafAsync(entryIndex, cancellationToken).ConfigureAwait(false);
        if (entry.Leaf != expected)
            throw _reader.Entries.Changed(entry, position, expected);
        return entry;
    }

    /// <summary>The entry of a version that this ledger's index gave; saves a look at where entries lie.</summary>
    /// <exception cref="LedgerException">NotFound: there is none. Corrupt: what is stored is not what was written, or the index leads elsewhere.</exception>
    public async ValueTask<Entry> EntryAsync(KeyVersion version, CancellationToken cancellationToken)
    {
        RequireEntry(version.Index);
        Entry? entry = await _reader.Entries.TryReadAtAsync(version.Index, version.Position, cancellationToken).ConfigureAwait(false);
        if (entry is not null && entry.Leaf == await LeafAsync(version.Index, cancellationToken).ConfigureAwait(false))
            return entry;

        await EntryAsync(version.Index, cancellationToken).ConfigureAwait(false); // if it is the log that was changed, this says where
        throw LedgerException.Corrupt(
            $"the index leads to byte {version.Position.Offset} of {_reader.Names.Segment(version.Position.Segment)} for entry {version.Index}, which lies elsewhere. Delete the folder {_reader.Names.Index} to have it made again from the log.");
    }

    /// <summary>The tree as it was with its first <paramref name="size"/> leaves, for proofs.</summary>
    /// <param name="size">At most <see cref="Size"/>.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public ValueTask<TreeView> TreeAsync(ulong size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        return size == Size ? new(_tree) : TreeView.AtAsync(size, Tail, _reader.Tiles, cancellationToken);
    }

    /// <summary>Root of the tree of the first <paramref name="size"/> entries.</summary>
    public async ValueTask<Hash> RootAtAsync(ulong size, CancellationToken cancellationToken) =>
        (await TreeAsync(size, cancellationToken).ConfigureAwait(false)).Root;

    /// <summary>Inclusion path of a leaf in the tree of the first <paramref name="size"/> entries, leaf to root.</summary>
    public async ValueTask<Hash[]> InclusionAsync(ulong entryIndex, ulong size, CancellationToken cancellationToken)
    {
        TreeView view = await TreeAsync(size, cancellationToken).ConfigureAwait(false);
        return await view.InclusionAsync(entryIndex, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Consistency path from the tree of <paramref name="oldSize"/> entries to that of <paramref name="size"/>.</summary>
    public async ValueTask<Hash[]> ConsistencyAsync(ulong oldSize, ulong size, CancellationToken cancellationToken)
    {
        TreeView view = await TreeAsync(size, cancellationToken).ConfigureAwait(false);
        return await view.ConsistencyAsync(oldSize, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The leaf hash of an entry.</summary>
    /// <param name="entryIndex">Less than <see cref="Size"/>.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public ValueTask<Hash> LeafAsync(ulong entryIndex, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(entryIndex, Size);
        return _reader.Tiles.LeafAsync(entryIndex, Tail, cancellationToken);
    }

    /// <summary>The hash of a complete subtree.</summary>
    public async ValueTask<Hash> NodeAsync(NodeId node, CancellationToken cancellationToken)
    {
        if (!node.IsCompleteAt(Size))
            throw new ArgumentOutOfRangeException(nameof(node), node, $"not a complete subtree of {Size} leaves");
        Tile tile = await _reader.Tiles.GetAsync(node.Tile, Tail, cancellationToken).ConfigureAwait(false);
        return tile.Node(node);
    }

    /// <summary>The signature over this snapshot's root, as immudb 0.8 signs it; made once, however often it is asked for.</summary>
    /// <returns>Null if the ledger has no signer.</returns>
    public async ValueTask<RootSignature?> SignatureAsync(CancellationToken cancellationToken)
    {
        if (_reader.Signer is not { } signer)
            return null;
        if (Volatile.Read(ref _signature) is not { } signature)
        {
            signature = await signer.SignAsync(RootPayload.Encode(Size, Root), cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _signature, signature);
        }

        return signature;
    }

    internal Snapshot WithEnd(LogEnd end) => new(_reader, Tail, _page, _index, end);

    private void RequireEntry(ulong entryIndex)
    {
        if (entryIndex >= Size)
            throw new LedgerException(LedgerErrorKind.NotFound, "index not found");
    }
}
