using System.Collections.Concurrent;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>Reads entries from the segments at the positions that position tiles give.</summary>
internal sealed class LogEntries(IBlobStore store, StorageNames names, PositionTiles positions)
{
    // The record of an entry that is just not too long for a bundle: its key and value, a kind and two lengths.
    private const int MaxBundledRecord = EntryBundle.MaxEntryLength - (2 * sizeof(ulong)) + 1 + (2 * 3);

    private readonly ConcurrentDictionary<ulong, string> _segmentNames = new();

    /// <summary>Reads an entry whose position tile is full; its leaf is not compared with the tree yet.</summary>
    public async ValueTask<Entry> ReadUncheckedAsync(ulong index, CancellationToken cancellationToken)
    {
        PositionPage page = await positions.GetAsync(index / PositionPage.Width, cancellationToken).ConfigureAwait(false);
        return await ReadAtAsync(index, page.Rows[index % PositionPage.Width], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Names of the segments that a full position tile's entries lie in.</summary>
    public async ValueTask<string> SegmentsOfAsync(ulong number, CancellationToken cancellationToken)
    {
        PositionPage page = await positions.GetAsync(number, cancellationToken).ConfigureAwait(false);
        return string.Join(", ", page.Rows.Select(r => r.Segment).Distinct().Select(names.Segment));
    }

    /// <summary>Reads the entry at a position; its leaf is not compared with the tree yet.</summary>
    /// <exception cref="LedgerException">Corrupt: there is no entry record there.</exception>
    public async ValueTask<Entry> ReadAtAsync(ulong index, EntryPosition position, CancellationToken cancellationToken)
    {
        RequirePossible(index, position);
        byte[] record = GC.AllocateUninitializedArray<byte>(position.Length);
        int read = await store.ReadAsync(Name(position.Segment), position.Offset, record, cancellationToken).ConfigureAwait(false);
        return read == record.Length ? Parse(index, position, record) : throw NotThere(index, position, isMissing: read < 0);
    }

    /// <summary>Reads the first entries of a page, in as few reads as can be.</summary>
    /// <param name="page">Where they lie.</param>
    /// <param name="width">How many.</param>
    /// <param name="leaves">The tree's, with which each is compared.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <returns>Without content if one of them cannot be bundled.</returns>
    /// <exception cref="LedgerException">Corrupt: an entry is not what was written.</exception>
    public async ValueTask<EntryRange> ReadRangeAsync(PositionPage page, int width, Tile leaves, CancellationToken cancellationToken)
    {
        ulong first = page.Number * PositionPage.Width;
        var found = new EntryRange(first);
        for (int i = 0; i < width; i++)
        {
            RequirePossible(first + (ulong)i, page.Rows[i]);
            if (page.Rows[i].Length > MaxBundledRecord)
            {
                // Not read: it may be large, and is none of those asked for. Whether it is there shows when it is read by itself.
                found.NoteTooLong(first + (ulong)i);
                return found;
            }
        }

        foreach (RecordRange range in RecordRange.Of(page.Rows, width))
        {
            EntryPosition start = page.Rows[range.From];
            byte[] records = GC.AllocateUninitializedArray<byte>(range.Length);
            int read = await store.ReadAsync(Name(start.Segment), start.Offset, records, cancellationToken).ConfigureAwait(false);
            for (int i = range.From; i < range.To; i++)
            {
                ulong index = first + (ulong)i;
                EntryPosition position = page.Rows[i];
                int at = (int)(position.Offset - start.Offset);
                if (read < at + position.Length)
                    throw NotThere(index, position, isMissing: read < 0);
                Entry entry = Parse(index, position, records.AsMemory(at, position.Length));
                if (entry.Leaf != leaves.Hashes[i])
                    throw Changed(entry, position, leaves.Hashes[i]);
                found.Add(entry.Key, entry.Value);
            }
        }

        return found;
    }

    /// <summary>What is thrown when an entry's leaf is not the tree's.</summary>
    public LedgerException Changed(Entry entry, EntryPosition position, Hash expected) =>
        LedgerException.Corrupt($"entry {entry.Index} at byte {position.Offset} of {names.Segment(position.Segment)} was changed: it hashes to {entry.Leaf}, the tree holds {expected}");

    /// <summary>Reads the entry at a position from elsewhere; its leaf is not compared with the tree yet.</summary>
    /// <returns>Null if there is no entry record there.</returns>
    public async ValueTask<Entry?> TryReadAtAsync(ulong index, EntryPosition position, CancellationToken cancellationToken)
    {
        if (!IsPossible(position))
            return null;
        byte[] record = GC.AllocateUninitializedArray<byte>(position.Length);
        int read = await store.ReadAsync(Name(position.Segment), position.Offset, record, cancellationToken).ConfigureAwait(false);
        if (read != record.Length)
            return null;
        TryParse(index, record, out Entry? entry);
        return entry;
    }

    private static bool IsPossible(EntryPosition position) => position is { Offset: >= 0, Length: > 0 and <= FrameCodec.MaxLength };

    private void RequirePossible(ulong index, EntryPosition position)
    {
        if (!IsPossible(position))
            throw LedgerException.Corrupt($"{names.PositionTile(index / PositionPage.Width)} was changed: entry {index} cannot be {position.Length} bytes long");
    }

    private LedgerException NotThere(ulong index, EntryPosition position, bool isMissing) =>
        LedgerException.Corrupt($"entry {index} should lie at byte {position.Offset} of {Name(position.Segment)}, which {(isMissing ? "is missing" : "ends before it")}");

    private Entry Parse(ulong index, EntryPosition position, ReadOnlyMemory<byte> record)
    {
        EntryFault fault = TryParse(index, record, out Entry? entry);
        return entry ?? throw LedgerException.Corrupt($"entry {index} at byte {position.Offset} of {Name(position.Segment)} was changed: its record cannot be read ({fault})");
    }

    private string Name(ulong segment) => _segmentNames.GetOrAdd(segment, static (first, n) => n.Segment(first), names);

    private static EntryFault TryParse(ulong index, ReadOnlyMemory<byte> record, out Entry? entry)
    {
        EntryFault fault = EntryCodec.Decode(record.Span, out EntryView view, out int consumed);
        bool isWhole = fault == EntryFault.None && consumed == record.Length;
        int valueAt = record.Length - view.Value.Length;
        entry = isWhole
            ? new Entry(index, view.Kind, record.Slice(valueAt - view.Key.Length, view.Key.Length), record[valueAt..], TreeHash.Leaf(index, view.Key, view.Value))
            : null;
        return fault;
    }
}
