using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The whole index at one moment: where to look, newest first. Readers see the rows of entries below their snapshot's size.</summary>
/// <param name="Active">The memtable being written.</param>
/// <param name="Sealed">Full memtables, newest first.</param>
internal sealed record IndexView(Memtable Active, Memtable[] Sealed)
{
    /// <summary>The newest version of <paramref name="key"/> among the first <paramref name="size"/> entries.</summary>
    public KeyVersion? Latest(ReadOnlySpan<byte> key, ulong size)
    {
        byte[] group = IndexRows.KeyGroup(key);
        uint hash = KeyHash.Of(group);
        foreach (Memtable table in (Memtable[])[Active, .. Sealed])
        {
            if (table.TryLatest(group, hash, size, out RowTail tail))
                return new KeyVersion(tail.EntryIndex, tail.Kind);
        }

        return null;
    }

    /// <summary>All versions of <paramref name="key"/> among the first <paramref name="size"/> entries, newest first.</summary>
    public IEnumerable<KeyVersion> Versions(ReadOnlyMemory<byte> key, ulong size)
    {
        byte[] group = IndexRows.KeyGroup(key.Span);
        foreach (Memtable table in (Memtable[])[Active, .. Sealed])
        {
            for (int row = table.Newest(group, KeyHash.Of(group), size); row >= 0; row = table.Older(group, row))
            {
                RowTail tail = table.Tail(row, group.Length);
                yield return new KeyVersion(tail.EntryIndex, tail.Kind);
            }
        }
    }

    /// <summary>The distinct keys among the first <paramref name="size"/> entries in order, each with its newest version.</summary>
    public async IAsyncEnumerable<KeyRow> ScanAsync(ReadOnlyMemory<byte> start, bool reverse, ulong size)
    {
        var rows = new List<byte[]>();
        foreach (Memtable table in (Memtable[])[Active, .. Sealed])
        {
            IRowCursor cursor = table.Cursor();
            await cursor.SeekAsync(default, default).ConfigureAwait(false);
            while (cursor.IsValid)
            {
                rows.Add(cursor.Row.ToArray());
                await cursor.NextAsync(default).ConfigureAwait(false);
            }
        }

        rows.Sort((a, b) => a.AsSpan().SequenceCompareTo(b));
        var found = new List<KeyRow>();
        foreach (byte[] row in rows)
            Take(row, start.Span, reverse, size, found);
        if (reverse)
            found.Reverse();
        foreach (KeyRow row in found)
            yield return row;
    }

    private static void Take(ReadOnlySpan<byte> row, ReadOnlySpan<byte> start, bool reverse, ulong size, List<KeyRow> found)
    {
        if (row[0] != (byte)RowFamily.Key)
            return;
        int groupBytes = IndexRows.GroupLength(row);
        RowTail tail = IndexRows.Tail(row, groupBytes);
        byte[] key = IndexRows.KeyOf(row[..groupBytes]);
        int order = key.AsSpan().SequenceCompareTo(start);
        if (tail.EntryIndex < size && (reverse ? order <= 0 : order >= 0) && !(found.Count > 0 && found[^1].Key.Span.SequenceEqual(key)))
            found.Add(new KeyRow(key, tail.EntryIndex, tail.Kind));
    }
}
