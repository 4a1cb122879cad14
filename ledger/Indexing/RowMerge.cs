namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Steps through the rows of several sources in order.</summary>
internal readonly ref struct RowMerge
{
    // Per source: its next row, and the prefix of that row's key.
    private readonly ReadOnlySpan<SortedRows> _sources;
    private readonly Span<int> _next;
    private readonly Span<ulong> _prefixes;
    private readonly int _common;

    /// <param name="sources">Sorted rows of disjoint ranges of entries, newest range first.</param>
    public RowMerge(ReadOnlySpan<SortedRows> sources)
    {
        _sources = sources;
        _next = new int[sources.Length];
        _prefixes = new ulong[sources.Length];
        _common = CommonPrefix(sources);
        for (int s = 0; s < sources.Length; s++)
            ReadPrefix(s);
    }

    /// <summary>Takes the row that comes next. Call it as often as there are rows.</summary>
    public SortedRows Take(out int row)
    {
        int best = -1;
        for (int s = 0; s < _sources.Length; s++)
        {
            if (_next[s] < _sources[s].Count && (best < 0 || IsBefore(s, best)))
                best = s;
        }

        row = _next[best]++;
        ReadPrefix(best);
        return _sources[best];
    }

    // At equal keys the newer range wins; it comes first, so an equal key does not come before it.
    private bool IsBefore(int s, int best)
    {
        if (_prefixes[s] != _prefixes[best])
            return _prefixes[s] < _prefixes[best];
        return _sources[s].Key(_next[s]).SequenceCompareTo(_sources[best].Key(_next[best])) < 0;
    }

    private void ReadPrefix(int s)
    {
        if (_next[s] < _sources[s].Count)
            _prefixes[s] = KeyPrefix.Of(_sources[s].Key(_next[s])[_common..]);
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
