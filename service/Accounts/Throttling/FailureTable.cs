namespace ImmuFunctions.Service.Accounts.Throttling;

/// <summary>Who failed how often, and when last: a bounded number of them, beyond it the oldest go. Not thread-safe.</summary>
/// <param name="free">Failures without a wait.</param>
/// <param name="memory">So long after the last failure all are forgotten.</param>
/// <param name="capacity">The most that are kept.</param>
internal sealed class FailureTable(int free, TimeSpan memory, int capacity)
{
    private readonly Dictionary<UInt128, LinkedListNode<Entry>> _byKey = [];

    // Oldest first.
    private readonly LinkedList<Entry> _byAge = [];

    public int Count => _byKey.Count;

    /// <summary>Whether something is kept under <paramref name="key"/>.</summary>
    public bool Has(UInt128 key, DateTimeOffset now) => Find(key, now) is not null;

    /// <summary>How long until the next try; zero if it may be now.</summary>
    public TimeSpan Wait(UInt128 key, DateTimeOffset now)
    {
        if (Find(key, now) is not { } entry || entry.Failures <= free)
            return TimeSpan.Zero;
        TimeSpan left = entry.At + PauseAfter(entry.Failures - free) - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Counts a failure.</summary>
    public void Add(UInt128 key, DateTimeOffset now)
    {
        int failures = Find(key, now)?.Failures ?? 0;
        Remove(key);
        if (_byKey.Count >= capacity && _byAge.First is { } oldest)
            Remove(oldest.Value.Key);
        _byKey[key] = _byAge.AddLast(new Entry(key, failures == int.MaxValue ? failures : failures + 1, now));
    }

    /// <summary>What is counted happened now.</summary>
    public void Renew(UInt128 key, DateTimeOffset now)
    {
        if (!_byKey.TryGetValue(key, out LinkedListNode<Entry>? node))
            return;
        node.Value = node.Value with { At = now };
        _byAge.Remove(node);
        _byAge.AddLast(node);
    }

    /// <summary>Counts one failure less.</summary>
    public void TakeBack(UInt128 key)
    {
        if (!_byKey.TryGetValue(key, out LinkedListNode<Entry>? node))
            return;
        if (node.Value.Failures <= 1)
            Remove(key);
        else
            node.Value = node.Value with { Failures = node.Value.Failures - 1 };
    }

    /// <summary>Forgets.</summary>
    public void Remove(UInt128 key)
    {
        if (_byKey.Remove(key, out LinkedListNode<Entry>? node))
            _byAge.Remove(node);
    }

    // 1 s, 2 s, 4 s …
    private static TimeSpan PauseAfter(int beyondFree)
    {
        const int Doublings = 6;
        TimeSpan pause = TimeSpan.FromSeconds(1L << Math.Min(beyondFree - 1, Doublings));
        return pause < LoginThrottle.LongestWait ? pause : LoginThrottle.LongestWait;
    }

    private Entry? Find(UInt128 key, DateTimeOffset now) =>
        _byKey.TryGetValue(key, out LinkedListNode<Entry>? node) && now - node.Value.At < memory ? node.Value : null;

    private sealed record Entry(UInt128 Key, int Failures, DateTimeOffset At);
}
