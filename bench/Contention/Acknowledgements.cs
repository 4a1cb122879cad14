namespace ImmuFunctions.Bench.Contention;

/// <summary>What has been acknowledged lately, for readers to ask for.</summary>
internal sealed class Acknowledgements
{
    private const int Kept = 4096;

    private readonly WrittenEntry[] _last = new WrittenEntry[Kept];
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private long _count;

    /// <summary>Acknowledgements so far.</summary>
    public long Count
    {
        get { lock (_gate) return _count; }
    }

    /// <summary>Takes one in.</summary>
    public void Add(WrittenEntry entry)
    {
        lock (_gate)
            _last[_count++ % Kept] = entry;
    }

    /// <summary>The newest every other time, otherwise one of the last; null before the first.</summary>
    public WrittenEntry? Any()
    {
        lock (_gate)
        {
            if (_count == 0)
                return null;
#pragma warning disable CA5394 // Which entry is read is of no importance.
            long back = Random.Shared.Next(2) == 0 ? 0 : Random.Shared.NextInt64(Math.Min(_count, Kept));
#pragma warning restore CA5394
            return _last[(_count - 1 - back) % Kept];
        }
    }
}
