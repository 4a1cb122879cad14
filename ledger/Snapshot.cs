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

    // TEMPORARY until the reads over rows are merged: the members up to CountKeysAsync sort and filter what the index in memory gives.

    /// <summary>Whether entries can be found by value.</summary>
    public bool HasValueIndex => _reader.HasValueIndex;

    /// <summary>The entry of a version that the index gave.</summary>
    public ValueTask<Entry> EntryAsync(KeyVersion version, CancellationToken cancellationToken) => EntryAsync(version.Index, cancellationToken);

    /// <summary>The newest version of a key.</summary>
    /// <returns>Null if the key was never written.</returns>
    public ValueTask<KeyVersion?> LatestAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => LatestAsync(key, Size, cancellationToken);

    /// <summary>The newest version of a key among the first <paramref name="size"/> entries.</summary>
    public ValueTask<KeyVersion?> LatestAsync(ReadOnlyMemory<byte> key, ulong size, CancellationToken cancellationToken) =>
        new(_index.Latest(key.Span, Math.Min(size, Size)));

    /// <summary>All versions of exactly this key.</summary>
    public async IAsyncEnumerable<KeyVersion> VersionsAsync(
        ReadOnlyMemory<byte> key, bool oldestFirst, ulong? beyond, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        IEnumerable<KeyVersion> versions = _index.Versions(key, Size)
            .Where(version => beyond is not { } position || (oldestFirst ? version.Index > position : version.Index < position));
        foreach (KeyVersion version in oldestFirst ? versions.Reverse() : versions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return version;
        }
    }

    /// <summary>Distinct keys with a prefix, each with its newest version, from an exclusive position on.</summary>
    public async IAsyncEnumerable<KeyRow> ScanAsync(
        ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte>? after, bool reverse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var rows = new List<KeyRow>();
        for (MergingCursor cursor = _index.Scan(prefix.Span, reverse: false, Size); cursor.TryNext(out KeyRow row) && row.Key.Span.StartsWith(prefix.Span);)
        {
            int order = after is { } position ? row.Key.Span.SequenceCompareTo(position.Span) : 0;
            if (after is null || (reverse ? order < 0 : order > 0))
                rows.Add(row);
        }

        if (reverse)
            rows.Reverse();
        foreach (KeyRow row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    /// <summary>Members of a set by score, then key.</summary>
    public async IAsyncEnumerable<MemberRow> MembersAsync(
        ReadOnlyMemory<byte> set, double? min, double? max, ReadOnlyMemory<byte>? after, bool reverse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var members = new List<MemberRow>();
        await foreach (KeyRow row in ScanAsync(SortedSetKey.Prefix(set.Span), null, reverse: false, cancellationToken).ConfigureAwait(false))
        {
            if (SortedSetKey.TryParse(row.Key.Span, out ReadOnlySpan<byte> of, out double score, out _, out _) && of.SequenceEqual(set.Span)
                && !((min ?? max) is not null && double.IsNaN(score)) && !(score < min) && !(score > max))
                members.Add(new MemberRow(row.Key, score, row.Version));
        }

        members.Sort((a, b) => CompareMembers(a.Key.Span, b.Key.Span));
        if (reverse)
            members.Reverse();
        if (after is { } position && !(SortedSetKey.TryParse(position.Span, out ReadOnlySpan<byte> other, out _, out _, out _) && other.SequenceEqual(set.Span)))
            yield break;
        foreach (MemberRow member in members)
        {
            int order = after is { } start ? CompareMembers(member.Key.Span, start.Span) : 0;
            if (after is null || (reverse ? order < 0 : order > 0))
                yield return member;
        }
    }

    /// <summary>Entries, every version, whose searchable value equals or begins with <paramref name="value"/>.</summary>
    public async IAsyncEnumerable<ValueRow> FindByValueAsync(
        ReadOnlyMemory<byte> value, bool isPrefix, ValuePosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!HasValueIndex)
            throw new LedgerException(LedgerErrorKind.Invalid, "values are not indexed");
        var found = new List<ValuePosition>();
        for (ulong index = 0; index < Size; index++)
        {
            Entry entry = await EntryAsync(index, cancellationToken).ConfigureAwait(false);
            ReadOnlyMemory<byte> searchable = SearchableValue(entry.Value);
            bool matches = isPrefix
                ? searchable.Span.StartsWith(value.Span)
                : searchable.Span.SequenceEqual(value.Span) || entry.Value.Span.SequenceEqual(value.Span);
            if (entry.Kind == EntryKind.Plain && matches)
                found.Add(new ValuePosition(searchable, entry.Key, index));
        }

        found.Sort(ComparePositions);
        foreach (ValuePosition position in found.Where(position => after is not { } start || ComparePositions(position, start) > 0))
            yield return new ValueRow(position.Key, new KeyVersion(position.Index, EntryKind.Plain));
    }

    private static ReadOnlyMemory<byte> SearchableValue(ReadOnlyMemory<byte> value) =>
        StructuredValue.TryParse(value.Span, out _, out ReadOnlySpan<byte> payload) ? value[^payload.Length..] : value;

    private static int ComparePositions(ValuePosition a, ValuePosition b)
    {
        ReadOnlySpan<byte> ofA = a.Value.Span, ofB = b.Value.Span;
        int order = ofA[..Math.Min(64, ofA.Length)].SequenceCompareTo(ofB[..Math.Min(64, ofB.Length)]);
        if (order == 0)
            order = (ofA.Length > 64).CompareTo(ofB.Length > 64);
        if (order == 0)
            order = a.Key.Span.SequenceCompareTo(b.Key.Span);
        return order != 0 ? order : b.Index.CompareTo(a.Index);
    }

    private static int CompareMembers(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        _ = SortedSetKey.TryParse(a, out _, out double scoreOfA, out ReadOnlySpan<byte> targetOfA, out _);
        _ = SortedSetKey.TryParse(b, out _, out double scoreOfB, out ReadOnlySpan<byte> targetOfB, out _);
        int order = Ordinal(scoreOfA).CompareTo(Ordinal(scoreOfB));
        if (order == 0)
            order = targetOfA.SequenceCompareTo(targetOfB);
        return order != 0 ? order : a[^9..].SequenceCompareTo(b[^9..]);

        static ulong Ordinal(double score)
        {
            ulong bits = BitConverter.DoubleToUInt64Bits(score);
            return bits >> 63 == 0 ? bits | (1UL << 63) : ~bits;
        }
    }

    /// <summary>Number of distinct keys. Walks them all.</summary>
    public async ValueTask<ulong> CountKeysAsync(CancellationToken cancellationToken)
    {
        ulong count = 0;
        await foreach (KeyRow _ in ScanAsync(default, null, reverse: false, cancellationToken).ConfigureAwait(false))
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
