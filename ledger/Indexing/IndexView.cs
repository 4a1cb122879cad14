namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The whole index at one moment: where to look, newest first. Readers see the rows of entries below their snapshot's size.</summary>
/// <param name="Active">The memtable being written.</param>
/// <param name="Sealed">Full memtables that are not merged into a run yet, newest first.</param>
/// <param name="Runs">Runs, newest first.</param>
internal sealed record IndexView(Memtable Active, Memtable[] Sealed, IndexRun[] Runs)
{
    /// <summary>The newest version of <paramref name="key"/> among the first <paramref name="size"/> entries.</summary>
    public KeyVersion? Latest(ReadOnlySpan<byte> key, ulong size)
    {
        uint hash = KeyHash.Of(key);
        if (Latest(Active, key, hash, size) is { } newest)
            return newest;
        foreach (Memtable table in Sealed)
        {
            if (Latest(table, key, hash, size) is { } version)
                return version;
        }

        foreach (IndexRun run in Runs)
        {
            int row = run.Newest(key, hash);
            if (row >= 0)
                return new KeyVersion(run.Index(row), run.Kind(row));
        }

        return null;
    }

    /// <summary>All versions of <paramref name="key"/> among the first <paramref name="size"/> entries, newest first.</summary>
    public IEnumerable<KeyVersion> Versions(ReadOnlyMemory<byte> key, ulong size)
    {
        foreach (Memtable table in (Memtable[])[Active, .. Sealed])
        {
            for (int row = table.Newest(key.Span, size); row >= 0; row = table.Older(key.Span, row))
                yield return new KeyVersion(table.FirstIndex + (ulong)row, table.Kind(row));
        }

        foreach (IndexRun run in Runs)
        {
            int row = run.Newest(key.Span);
            for (; row >= 0 && row < run.Count && run.Key(row).SequenceEqual(key.Span); row++)
                yield return new KeyVersion(run.Index(row), run.Kind(row));
        }
    }

    /// <summary>The distinct keys among the first <paramref name="size"/> entries in order, each with its newest version.</summary>
    /// <param name="start">Forward: the least key wanted. Reverse: the greatest.</param>
    /// <param name="reverse">Whether keys come in descending order.</param>
    /// <param name="size">The snapshot's size.</param>
    public MergingCursor Scan(ReadOnlySpan<byte> start, bool reverse, ulong size)
    {
        var cursors = new List<KeyCursor>();
        foreach (Memtable table in (Memtable[])[Active, .. Sealed])
        {
            foreach (SortedList list in table.SortedLists.Covering(VisibleRows(table, size)))
                cursors.Add(new KeyCursor(list, size, start, reverse));
        }

        foreach (IndexRun run in Runs)
            cursors.Add(new KeyCursor(run, size, start, reverse));
        return new MergingCursor([.. cursors], reverse);
    }

    private static KeyVersion? Latest(Memtable table, ReadOnlySpan<byte> key, uint hash, ulong size)
    {
        int row = table.Newest(key, hash, size);
        return row < 0 ? null : new KeyVersion(table.FirstIndex + (ulong)row, table.Kind(row));
    }

    private static int VisibleRows(Memtable table, ulong size) =>
        size <= table.FirstIndex ? 0 : (int)Math.Min((ulong)table.Count, size - table.FirstIndex);
}
