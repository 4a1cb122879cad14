namespace ImmuFunctions.Ledger.Storage;

/// <summary>A value in the <see cref="LedgerCache"/> and what decides whether it stays.</summary>
internal sealed class CachedValue(CacheKey key, object value, int bytes)
{
    /// <summary>More reads than this are not told apart.</summary>
    public const int MostReads = 3;

    private volatile byte _reads;

    public CacheKey Key => key;

    public object Value => value;

    public int Bytes => bytes;

    /// <summary>Whether it stays when its turn comes: one read buys one turn.</summary>
    public bool WasRead => _reads > 0;

    /// <summary>Guarded by the cache's lock.</summary>
    public bool IsPinned { get; set; }

    /// <summary>Whether it stands in one of the queues. Guarded by the cache's lock.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Notes a read; for any thread, without a lock.</summary>
    public void NoteRead()
    {
        // Not atomic: of two reads at once one may be lost, which does not matter. Beyond the most there is no write either: it would take the
        // line away from all other readers.
        byte reads = _reads;
        if (reads < MostReads)
            _reads = (byte)(reads + 1);
    }

    /// <summary>Spends a read for a further turn.</summary>
    public void SpendRead()
    {
        byte reads = _reads;
        if (reads > 0)
            _reads = (byte)(reads - 1);
    }
}
