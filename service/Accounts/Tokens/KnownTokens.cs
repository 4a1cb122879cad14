using System.Collections.Concurrent;

namespace ImmuFunctions.Service.Accounts.Tokens;

/// <summary>Tokens that were checked before, a bounded number of them.</summary>
/// <remarks>Two halves: tokens go into the younger one; when it is full it becomes the older, and what nobody used while the older one lasted is forgotten. Reads take no lock. Thread-safe.</remarks>
/// <param name="capacity">The most tokens kept.</param>
internal sealed class KnownTokens(int capacity)
{
    private readonly int _half = Math.Max(1, capacity / 2);

    // Held by whoever adds or turns the halves over.
    private readonly Lock _gate = new();
    private volatile Half _young = new();
    private volatile Half _old = new();

    /// <summary>How many are kept.</summary>
    public int Count => _young.Tokens.Count + _old.Tokens.Count;

    /// <returns>Null if it is not known.</returns>
    public KnownToken? Find(ReadOnlySpan<char> token)
    {
        if (_young.Lookup.TryGetValue(token, out KnownToken? known))
            return known;
        if (_old.Lookup.TryGetValue(token, out string? text, out known))
        {
            Add(text, known);
            return known;
        }

        return null;
    }

    /// <summary>Remembers a token that was checked.</summary>
    public void Add(string token, KnownToken known)
    {
        lock (_gate)
        {
            if (_young.Size >= _half)
                (_old, _young) = (_young, new Half());
            if (_young.Tokens.TryAdd(token, known))
                _young.Size++;
        }
    }

    private sealed class Half
    {
        public Half() => Lookup = Tokens.GetAlternateLookup<ReadOnlySpan<char>>();

        public ConcurrentDictionary<string, KnownToken> Tokens { get; } = new(new TokenEquality());

        public ConcurrentDictionary<string, KnownToken>.AlternateLookup<ReadOnlySpan<char>> Lookup { get; }

        // Counting a concurrent dictionary takes all its locks. Guarded by the gate.
        public int Size { get; set; }
    }
}
