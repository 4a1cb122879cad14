using System.Runtime.CompilerServices;
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
public sealed class Snapshot
{
    private readonly SnapshotReader _reader;
    private readonly PositionPage _page;
    private readonly IndexView _index;
    private readonly TreeView _tree;
    private Task<RootSignature>? _signature;

    internal Snapshot(SnapshotReader reader, TreeTail tail, PositionPage page, IndexView index, LogEnd end)
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
        if (entryIndex >= Size)
            throw new LedgerException(LedgerErrorKind.NotFound, "index not found");

        ulong number = entryIndex / PositionPage.Width;
        PositionPage positions = number == _page.Number ? _page : await _reader.Positions.GetAsync(number, cancellationToken).ConfigureAwait(false);
        EntryPosition position = positions.Rows[entryIndex % PositionPage.Width];
        Entry entry = await _reader.Entries.ReadAtAsync(entryIndex, position, cancellationToken).ConfigureAwait(false);
        Hash expected = await LeafAsync(entryIndex, cancellationToken).ConfigureAwait(false);
        if (entry.Leaf != expected)
            throw LedgerException.Corrupt($"entry {entryIndex} at byte {position.Offset} of {_reader.Names.Segment(position.Segment)} was changed: it hashes to {entry.Leaf}, the tree holds {expected}");
        return entry;
    }

    /// <summary>The newest version of a key.</summary>
    /// <returns>Null if the key was never written.</returns>
    public ValueTask<KeyVersion?> LatestAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        new(_index.Latest(key.Span, Size));

    /// <summary>All versions of exactly this key.</summary>
    /// <param name="key">The stored key.</param>
    /// <param name="oldestFirst">False: newest first.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async IAsyncEnumerable<KeyVersion> VersionsAsync(ReadOnlyMemory<byte> key, bool oldestFirst, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        IEnumerable<KeyVersion> versions = _index.Versions(key, Size);
        foreach (KeyVersion version in oldestFirst ? versions.Reverse() : versions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return version;
        }
    }

    /// <summary>Distinct keys in order, each with its newest version.</summary>
    /// <param name="start">Forward: the least key wanted. Reverse: the greatest.</param>
    /// <param name="reverse">Whether keys come in descending order.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async IAsyncEnumerable<KeyRow> ScanAsync(ReadOnlyMemory<byte> start, bool reverse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (KeyRow row in _index.ScanAsync(start, reverse, Size).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    /// <summary>Number of distinct keys. Walks them all.</summary>
    public async ValueTask<ulong> CountKeysAsync(CancellationToken cancellationToken)
    {
        ulong count = 0;
        await foreach (KeyRow _ in ScanAsync(default, reverse: false, cancellationToken).ConfigureAwait(false))
            count++;
        return count;
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
    public ValueTask<Hash> LeafAsync(ulong entryIndex, CancellationToken cancellationToken) =>
        NodeAsync(new NodeId(0, entryIndex), cancellationToken);

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
        Task<RootSignature>? made = Volatile.Read(ref _signature);
        if (made is null || made.IsFaulted || made.IsCanceled)
        {
            // Two callers may both sign: either signature is good, and later callers share one.
            made = signer.SignAsync(RootPayload.Encode(Size, Root), CancellationToken.None).AsTask();
            Volatile.Write(ref _signature, made);
        }

        return await made.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    internal static Snapshot Empty(SnapshotReader reader, IndexView index) =>
        new(reader, TreeTail.Empty, new PositionPage(0), index, default);

    internal Snapshot WithEnd(LogEnd end) => new(_reader, Tail, _page, _index, end);
}
