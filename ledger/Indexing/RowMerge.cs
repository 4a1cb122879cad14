namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Steps through the rows of several sources in order.</summary>
internal readonly ref struct RowMerge
{
    // Per source: its next row, and the prefix of that row's key.
    private readonly ReadOnlySpan<SortedRows> sources;
    private readonly Span<int> next;
    private readonly Span<ulong> prefixes;
    private readonly int common;

    /// <param name="sources">Sorted rows of disjoint ranges of entries, newest range first.</param>
    public RowMerge(ReadOnlySpan<SortedRows> sources)
    {
        this.sources = sources;
        next = new int[sources.Length];
        prefixes = new ulong[sources.Length];
        common = CommonPrefix(sources);
        for (int s = 0; s < sources.Length; s++)
            ReadPrefix(s);
    }

    /// <summary>Takes the row that comes next. Call it as often as there are rows.</summary>
    public SortedRows Take(out int row)
    {
        int best = -1;
        for (int s = 0; s < sources.Length; s++)
        {
            if (next[s] < sources[s].Count && (best < 0 || IsBefore(s, best)))
                best = s;
        }

        row = next[best]++;
        ReadPrefix(best);
        return sources[best];
    }

    // At equal keys the newer range wins; it comes first, so an equal key does not come before it.
    private bool IsBefore(int s, int best)
    {
        if (prefixes[s] != prefixes[best])
            return prefixes[s] < prefixes[best];
        return sources[s].Key(next[s]).SequenceCompareTo(sources[best].Key(next[best])) < 0;
    }

    private void ReadPrefix(int s)
    {
        if (next[s] < sources[s].Count)
            prefixes[s] = KeyPrefix.Of(sources[s].Key(next[s])[common..]);
    }

    // Of sorted keys, the first and the last have in common what all have.
    private static int CommonPrefix(ReadOnlySpan<SortedRows> sources)
    {
        ReadOnlySpan<byte> common = default;
        bool any = false;
        foreach (SortedRows source in sources)
        {
            if (source.Count == 0)
                continue;
            ReadOnlySpan<byte> first = source.Key(0);
            common = any ? common[..common.CommonPrefixLength(first)] : first;
            common = common[..common.CommonPrefixLength(source.Key(source.Count - 1))];
            any = true;
        }

        return common.Length;
    }
}
