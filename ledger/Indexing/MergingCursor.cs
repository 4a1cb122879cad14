namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Walks the distinct keys of several sources as one, each with its newest version.</summary>
/// <param name="cursors">One per source, all of the same snapshot and direction.</param>
/// <param name="reverse">Whether keys come in descending order.</param>
internal sealed class MergingCursor(KeyCursor[] cursors, bool reverse)
{
    /// <summary>Gives the next key's row.</summary>
    /// <returns>False at the end.</returns>
    public bool TryNext(out KeyRow row)
    {
        KeyCursor? best = null;
        foreach (KeyCursor cursor in cursors)
        {
            if (!cursor.IsAtEnd && (best is null || IsBefore(cursor, best)))
                best = cursor;
        }

        if (best is null)
        {
            row = default;
            return false;
        }

        row = new KeyRow(best.Key.ToArray(), best.Index, best.Kind);
        foreach (KeyCursor cursor in cursors)
        {
            if (!cursor.IsAtEnd && cursor.Key.SequenceEqual(row.Key.Span))
                cursor.MoveNext();
        }

        return true;
    }

    // Of two sources with the same key the newer version comes first; the other is passed over with it.
    private bool IsBefore(KeyCursor a, KeyCursor b)
    {
        int order = a.Key.SequenceCompareTo(b.Key);
        if (order == 0)
            return a.Index > b.Index;
        return reverse ? order > 0 : order < 0;
    }
}
