using System.Collections.Concurrent;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>Reads entries from the segments at the positions that position tiles give.</summary>
internal sealed class LogEntries(IBlobStore store, StorageNames names, PositionTiles positions)
{
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
        string segment = Name(position.Segment);
        if (!IsPossible(position))
            throw LedgerException.Corrupt($"{names.PositionTile(index / PositionPage.Width)} was changed: entry {index} cannot be {position.Length} bytes long");
        byte[] record = GC.AllocateUninitializedArray<byte>(position.Length);
        int read = await store.ReadAsync(segment, position.Offset, record, cancellationToken).ConfigureAwait(false);
        if (read != record.Length)
            throw LedgerException.Corrupt($"entry {index} should lie at byte {position.Offset} of {segment}, which {(read < 0 ? "is missing" : "ends before it")}");
        EntryFault fault = TryParse(index, record, out Entry? entry);
        return entry ?? throw LedgerException.Corrupt($"entry {index} at byte {position.Offset} of {segment} was changed: its record cannot be read ({fault})");
    }

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

    private string Name(ulong segment) => _segmentNames.GetOrAdd(segment, static (first, n) => n.Segment(first), names);

    private static EntryFault TryParse(ulong index, byte[] record, out Entry? entry)
    {
        EntryFault fault = EntryCodec.Decode(record, out EntryView view, out int consumed);
        bool isWhole = fault == EntryFault.None && consumed == record.Length;
        int valueAt = record.Length - view.Value.Length;
        entry = isWhole
            ? new Entry(index, view.Kind, record.AsMemory(valueAt - view.Key.Length, view.Key.Length), record.AsMemory(valueAt), TreeHash.Leaf(index, view.Key, view.Value))
            : null;
        return fault;
    }
}
