using System.Collections.Concurrent;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Crashes;

/// <summary>What writers tried and what the host acknowledged, over all lives of a host. Keys are never used twice.</summary>
internal sealed class WriteRecord
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private TrustedRoot _largest;

    // Key → the batch it belongs to and its place there.
    private readonly ConcurrentDictionary<ByteString, (IReadOnlyList<KeyValue> Batch, int Place)> _attempted = new();
    private readonly ConcurrentDictionary<ulong, KeyValue> _acknowledged = new();

    /// <summary>Entries acknowledged so far, by index.</summary>
    public IReadOnlyDictionary<ulong, KeyValue> Acknowledged => _acknowledged;

    /// <summary>The largest tree a safe write was answered with.</summary>
    public TrustedRoot LargestRoot
    {
        get
        {
            lock (_lock)
                return _largest;
        }
    }

    /// <summary>To be called before <paramref name="batch"/> is sent.</summary>
    public void Attempt(IReadOnlyList<KeyValue> batch)
    {
        for (var place = 0; place < batch.Count; place++)
            Assert.True(_attempted.TryAdd(batch[place].Key, (batch, place)));
    }

    /// <summary>The host answered that <paramref name="batch"/> ends at index <paramref name="last"/>.</summary>
    public void Acknowledge(IReadOnlyList<KeyValue> batch, ulong last)
    {
        var first = last + 1 - (ulong)batch.Count;
        for (var place = 0; place < batch.Count; place++)
            Assert.True(_acknowledged.TryAdd(first + (ulong)place, batch[place]), $"index {first} was given twice");
    }

    /// <summary>The host proved an entry in this tree.</summary>
    public void Trust(TrustedRoot root)
    {
        lock (_lock)
            _largest = root.Size > _largest.Size ? root : _largest;
    }

    /// <summary>Fails unless <paramref name="entries"/> holds every acknowledged entry, no invented one, and batches whole.</summary>
    public void AssertKept(IReadOnlyList<Item> entries)
    {
        foreach (var (index, pair) in _acknowledged)
        {
            Assert.True(index < (ulong)entries.Count, $"acknowledged entry {index} is lost; the log has {entries.Count}");
            var entry = entries[(int)index];
            Assert.Equal((pair.Key, pair.Value), (entry.Key, entry.Value));
        }

        Assert.Equal(entries.Count, entries.Select(entry => entry.Key).Distinct().Count());
        for (var index = 0; index < entries.Count; index++)
            AssertAttempted(entries, index);
    }

    // A write that was never acknowledged may be there, but only as it was sent and with the rest of its batch.
    private void AssertAttempted(IReadOnlyList<Item> entries, int index)
    {
        Assert.True(_attempted.TryGetValue(entries[index].Key, out var attempt), $"nobody wrote entry {index}");
        var first = index - attempt.Place;
        Assert.InRange(first, 0, entries.Count - attempt.Batch.Count);
        Assert.Equal(
            (attempt.Batch[0].Key, attempt.Batch[attempt.Place].Value), (entries[first].Key, entries[index].Value));
    }
}
