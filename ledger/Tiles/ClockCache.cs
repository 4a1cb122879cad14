using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>A cache with a byte budget: what has not been read for a whole turn of the clock hand goes first.</summary>
/// <param name="budget">Bytes of values it keeps; pinned values count, and stay whatever the budget.</param>
/// <param name="valueBytes">Size of one value in bytes; all are alike.</param>
internal sealed class ClockCache<TKey, TValue>(long budget, int valueBytes)
    where TKey : struct, IEquatable<TKey>
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, Slot> _slots = new();
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Queue<TKey> _hand = new();

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        if (_slots.TryGetValue(key, out Slot? slot))
        {
            slot.WasRead = true;
            value = slot.Value;
            return true;
        }

        value = null;
        return false;
    }

    /// <summary>Keeps a value that storage has too.</summary>
    public void Add(TKey key, TValue value) => Add(key, new Slot(value) { WasRead = true });

    /// <summary>Keeps a value that is nowhere else until <see cref="Unpin"/>.</summary>
    public void AddPinned(TKey key, TValue value) => Add(key, new Slot(value) { IsPinned = true });

    /// <summary>Lets a value go when its turn comes.</summary>
    public void Unpin(TKey key)
    {
        if (_slots.TryGetValue(key, out Slot? slot))
            slot.IsPinned = false;
    }

    private void Add(TKey key, Slot slot)
    {
        if (!_slots.TryAdd(key, slot))
            return;
        lock (_gate)
        {
            _hand.Enqueue(key);
            for (int turns = _hand.Count; turns > 0 && (long)_hand.Count * valueBytes > budget; turns--)
                Turn();
        }
    }

    private void Turn()
    {
        TKey key = _hand.Dequeue();
        if (!_slots.TryGetValue(key, out Slot? slot))
            return;
        if (slot.IsPinned || slot.WasRead)
        {
            slot.WasRead = false;
            _hand.Enqueue(key);
        }
        else
        {
            _slots.TryRemove(key, out _);
        }
    }

    private sealed class Slot(TValue value)
    {
        public TValue Value { get; } = value;

        public volatile bool WasRead;

        public volatile bool IsPinned;
    }
}
