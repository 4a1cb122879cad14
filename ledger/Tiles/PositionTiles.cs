using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Recovery;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>Reads position tiles: where entries lie in the log.</summary>
/// <remarks>A position cannot lead to a wrong answer: the entry read there must hash to its leaf.</remarks>
internal sealed class PositionTiles(IBlobStore store, DerivedBlobs blobs, StorageNames names, LedgerCache cache, ILogger log)
{
    public ValueTask<PositionPage> GetAsync(ulong number, CancellationToken cancellationToken) =>
        cache.TryGet(CacheKey.Positions(number), out PositionPage? page) ? new(page) : LoadAsync(number, cancellationToken);

    private async ValueTask<PositionPage> LoadAsync(ulong number, CancellationToken cancellationToken)
    {
        string name = names.PositionTile(number);
        var page = new PositionPage(number);
        byte[]? stored = await blobs.TryReadAsync(name, PositionTile.ByteLength, cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            TileLog.Rebuilding(log, name);
            await RebuildAsync(page, cancellationToken).ConfigureAwait(false);
            await blobs.ReplaceAsync(name, PositionTile.Encode(number, page.Rows), cancellationToken).ConfigureAwait(false);
        }
        else if (PositionTile.Decode(stored, number, page.Rows) is not PositionFault.None and var fault)
        {
            throw LedgerException.Corrupt($"{name} was changed ({fault}): it says where entries {number * PositionPage.Width} to {(number * PositionPage.Width) + PositionPage.Width - 1} lie. Delete the file to have it made again from the log.");
        }

        cache.Add(CacheKey.Positions(number), page, PositionPage.MemoryBytes);
        return page;
    }

    private async ValueTask RebuildAsync(PositionPage page, CancellationToken cancellationToken)
    {
        ulong from = page.Number * PositionPage.Width, to = from + PositionPage.Width;
        var damage = new List<string>();
        SortedSet<ulong> segments = await SegmentsCoveringAsync(from, to, cancellationToken).ConfigureAwait(false);
        while (segments.Count > 0)
        {
            ulong segment = segments.Min;
            segments.Remove(segment);
            var reader = new FrameReader(store, names.Segment(segment), 0);
            while (await reader.TryReadAsync(cancellationToken).ConfigureAwait(false) && reader.Header.FirstIndex < to)
            {
                Collect(reader, segment, from, to, page.Rows);
                if (reader.Header.Kind == FrameKind.Seal && reader.Header.FirstIndex > segment)
                    segments.Add(reader.Header.FirstIndex); // a listing may not have noticed it yet
            }

            if (reader.Fault != FrameFault.None)
                damage.Add($"{names.Segment(segment)} cannot be read on from byte {reader.FramePosition} ({reader.Fault})");
        }

        int missing = page.Rows.AsSpan().IndexOf(default(EntryPosition));
        if (missing >= 0)
            throw LedgerException.Corrupt($"entry {from + (ulong)missing} is not found in {names.Segments}: {string.Join("; ", damage)}");
    }

    private static void Collect(FrameReader reader, ulong segment, ulong from, ulong to, EntryPosition[] rows)
    {
        FrameHeader header = reader.Header;
        if (header.FirstIndex >= to || header.FirstIndex + (ulong)header.Count <= from)
            return;
        var walk = new EntryReader(reader.Entries, header.Count);
        for (ulong index = header.FirstIndex; walk.MoveNext(); index++)
        {
            if (index >= from && index < to)
                rows[index - from] = new EntryPosition(segment, reader.FramePosition + reader.EntriesOffset + walk.Offset, walk.Length);
        }
    }

    private async ValueTask<SortedSet<ulong>> SegmentsCoveringAsync(ulong from, ulong to, CancellationToken cancellationToken)
    {
        var covering = new SortedSet<ulong>();
        await foreach (BlobInfo blob in store.ListAsync(names.Segments, cancellationToken).ConfigureAwait(false))
        {
            if (!SegmentName.TryParse(names.Local(blob.Name), out ulong first) || first >= to)
                continue;
            if (first <= from)
                covering.Clear(); // an earlier segment ends before this one begins
            covering.Add(first);
        }

        return covering;
    }
}
