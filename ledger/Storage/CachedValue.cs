namespace ImmuFunctions.Ledger.Storage;

/// <summary>A value in the <see cref="LedgerCache"/> and what decides whether it stays.</summary>
internal sealed class CachedValue(CacheKey key, object value, int bytes)
{
    /// <summary>Set by readers without a lock, cleared by the cache.</summary>
    public volatile bool WasRead;

    public CacheKey Key => key;

    public object Value => value;

    public int Bytes => bytes;

    /// <summary>Guarded by the cache's lock.</summary>
    public bool IsPinned { get; set; }

    /// <summary>Whether it stands in one of the queues. Guarded by the cache's lock.</summary>
    public bool IsQueued { get; set; }
}
