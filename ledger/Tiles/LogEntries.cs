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
        string segment = _segmentNames.GetOrAdd(position.Segment, static (first, n) => n.Segment(first), names);
        if (position.Length > FrameCodec.MaxLength)
            throw LedgerException.Corrupt($"{names.PositionTile(index / PositionPage.Width)} was changed: entry {index} cannot be {position.Length} bytes long");
        byte[] record = GC.AllocateUninitializedArray<byte>(position.Length);
        int read = await store.ReadAsync(segment, position.Offset, record, cancellationToken).ConfigureAwait(false);
        if (read != record.Length)
            throw LedgerException.Corrupt($"entry {index} should lie at byte {position.Offset} of {segment}, which {(read < 0 ? "is missing" : "ends before it")}");
        return Parse(index, position, segment, record);
    }

    private static Entry Parse(ulong index, EntryPosition position, string segment, byte[] record)
    {
        EntryFault fault = EntryCodec.Decode(record, out EntryView view, out int consumed);
        if (fault != EntryFault.None || consumed != record.Length)
            throw LedgerException.Corrupt($"entry {index} at byte {position.Offset} of {segment} was changed: its record cannot be read ({fault})");
        int valueAt = record.Length - view.Value.Length;
        ReadOnlyMemory<byte> key = record.AsMemory(valueAt - view.Key.Length, view.Key.Length);
        return new Entry(index, view.Kind, key, record.AsMemory(valueAt), TreeHash.Leaf(index, view.Key, view.Value));
    }
}
