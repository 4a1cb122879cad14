using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>Everything of one ledger that is kept in memory and can be read from the store again, under one byte budget.</summary>
/// <remarks>
/// <para>Two queues decide who goes. A value enters as a newcomer, unread. Newcomers leave in the order they came, and one that was
/// read meanwhile moves to the clock. In the clock the hand passes by a value that was read since it came by last (a second chance; a value read
/// more than once has up to three) and removes one that was not. Newcomers give way first, as long as they have more than a quarter of the budget: so a walk over
/// ever so many values, each read once, or tiles written in passing, never gets at what is read often. With the clock alone it would: every newcomer turns the hand
/// a little, and whatever is not read again within a few turns is gone.</para>
/// <para>Reads take no lock and write nothing shared once a value is known to be read often. Additions take one; they follow a read from the store.</para>
/// <para>A value's bytes are what its owner says it occupies; a key costs about 150 bytes more, which are not counted.</para>
/// </remarks>
/// <param name="budgetBytes">Bytes of values it keeps. Pinned values count, and stay whatever the budget.</param>
internal sealed class LedgerCache(long budgetBytes)
{
    private readonly long _newcomerBytes = budgetBytes / 4;
    private readonly ConcurrentDictionary<CacheKey, CachedValue> _values = new();
    private readonly StripedCounter _hits = new();
    private readonly StripedCounter _misses = new();
    private readonly Lock _gate = new();

    // Guarded by _gate. A pinned value is in neither queue, or is dropped from its queue when its turn comes.
    private readonly Queue<CachedValue> _newcomers = new();
    private readonly Queue<CachedValue> _clock = new();
    private long _bytesOfNewcomers;
    private long _pinnedBytes;
    private long _bytes;

    /// <summary>Fingerprints of what was read and checked, for when it has to be read again. Its table takes a 32nd of the budget, beside it.</summary>
    public KnownContent Known { get; } = new(budgetBytes / 32);

    /// <summary>Bytes of values it keeps.</summary>
    public long BudgetBytes => budgetBytes;

    /// <summary>Bytes of the values in it: at most the budget, or the pinned values if they are more.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Number of values in it.</summary>
    public int Count => _values.Count;

    /// <summary>How often <see cref="TryGet"/> found something.</summary>
    public long Hits => _hits.Value;

    /// <summary>How often <see cref="TryGet"/> found nothing.</summary>
    public long Misses => _misses.Value;

    public bool TryGet<T>(CacheKey key, [NotNullWhen(true)] out T? value)
        where T : class
    {
        if (!_values.TryGetValue(key, out CachedValue? found))
        {
            _misses.Increment();
            value = null;
            return false;
        }

        _hits.Increment();
        found.NoteRead();
        value = (T)found.Value;
        return true;
    }

    /// <summary>Keeps a value that storage has too. What is there under this key stays; a value that has no room beside the pinned ones is not kept.</summary>
    /// <param name="key">What the value is.</param>
    /// <param name="value">Never changes again.</param>
    /// <param name="bytes">What it occupies in memory, with all that only it refers to.</param>
    public void Add(CacheKey key, object value, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        lock (_gate)
        {
            if (_pinnedBytes + bytes > budgetBytes || _values.ContainsKey(key))
                return;
            MakeRoom(bytes);
            var added = new CachedValue(key, value, bytes);
            Keep(added);
            EnterAsNewcomer(added);
        }
    }

    /// <summary>Keeps a value that is nowhere else until <see cref="Unpin"/>; a value that is there already is pinned.</summary>
    /// <inheritdoc cref="Add"/>
    public void AddPinned(CacheKey key, object value, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        lock (_gate)
        {
            if (!_values.TryGetValue(key, out CachedValue? pinned))
                Keep(pinned = new CachedValue(key, value, bytes));
            if (pinned.IsPinned)
                return;
            pinned.IsPinned = true;
            _pinnedBytes += pinned.Bytes;
            MakeRoom(0);
        }
    }

    /// <summary>Lets a value go when its turn comes.</summary>
    public void Unpin(CacheKey key)
    {
        lock (_gate)
        {
            if (!_values.TryGetValue(key, out CachedValue? value) || !value.IsPinned)
                return;
            value.IsPinned = false;
            _pinnedBytes -= value.Bytes;
            if (!value.IsQueued)
                EnterAsNewcomer(value);
            MakeRoom(0);
        }
    }

    private void Keep(CachedValue value)
    {
        _values.TryAdd(value.Key, value);
        Volatile.Write(ref _bytes, _bytes + value.Bytes);
    }

    private void EnterAsNewcomer(CachedValue value)
    {
        value.IsQueued = true;
        _newcomers.Enqueue(value);
        _bytesOfNewcomers += value.Bytes;
    }

    // Ends when there is room, or when all that is left is pinned.
    private void MakeRoom(int bytes)
    {
        int chances = CachedValue.MostReads * (_clock.Count + _newcomers.Count); // readers faster than the hand must not keep it turning for ever
        while (_bytes + bytes > budgetBytes)
        {
            if (_newcomers.Count > 0 && (_bytesOfNewcomers > _newcomerBytes || _clock.Count == 0))
                TakeNewcomer();
            else if (_clock.Count > 0)
                TurnHand(ref chances);
            else
                return;
        }
    }

    private void TakeNewcomer()
    {
        CachedValue value = _newcomers.Dequeue();
        _bytesOfNewcomers -= value.Bytes;
        if (value.IsPinned)
        {
            value.IsQueued = false;
        }
        else if (value.WasRead)
        {
            value.SpendRead();
            _clock.Enqueue(value);
        }
        else
        {
            Remove(value);
        }
    }

    private void TurnHand(ref int chances)
    {
        CachedValue value = _clock.Dequeue();
        if (value.IsPinned)
        {
            value.IsQueued = false;
        }
        else if (value.WasRead && chances-- > 0)
        {
            value.SpendRead();
            _clock.Enqueue(value);
        }
        else
        {
            Remove(value);
        }
    }

    private void Remove(CachedValue value)
    {
        _values.TryRemove(value.Key, out _);
        Volatile.Write(ref _bytes, _bytes - value.Bytes);
    }
}
