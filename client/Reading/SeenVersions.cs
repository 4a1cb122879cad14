namespace ImmuFunctions.Client.Reading;

/// <summary>The newest version of each key that a client has seen. An answer to a later question may not be older.</summary>
/// <remarks>
/// Keys that were not seen for long are forgotten: never more than twice <paramref name="capacity"/> are held, and never fewer
/// than the last <paramref name="capacity"/>. Thread-safe.
/// </remarks>
/// <param name="capacity">Keys.</param>
internal sealed class SeenVersions(int capacity = SeenVersions.DefaultCapacity)
{
    /// <summary>Keys held at most: twice this.</summary>
    public const int DefaultCapacity = 32_768;

    private readonly Lock _lock = new();

    // Under _lock. The older keys go all at once when the newer ones are as many as may be.
    private Dictionary<LedgerBytes, Versions> _newer = [];
    private Dictionary<LedgerBytes, Versions> _older = [];
    private long _moment;

    /// <summary>Now. To be taken before a question is sent.</summary>
    public long Moment
    {
        get
        {
            lock (_lock)
                return _moment;
        }
    }

    /// <summary>A version was seen.</summary>
    public void Note(LedgerBytes key, ulong index)
    {
        lock (_lock)
        {
            bool known = TryFind(key, out Versions versions);
            if (known && versions.Index >= index)
                return;
            var next = new Versions(index, ++_moment, versions.Index, known ? versions.Since : long.MaxValue);
            if (!_newer.ContainsKey(key) && _newer.Count >= capacity)
                (_older, _newer) = (_newer, []);
            // The key may be part of a large message that need not be kept.
            _newer[known ? key : new LedgerBytes(key.ToArray())] = next;
        }
    }

    /// <summary>The newest version that was seen at a moment; null for none.</summary>
    public ulong? At(LedgerBytes key, long moment)
    {
        lock (_lock)
        {
            if (!TryFind(key, out Versions versions))
                return null;
            if (versions.Since <= moment)
                return versions.Index;
            return versions.EarlierSince <= moment ? versions.EarlierIndex : null;
        }
    }

    private bool TryFind(LedgerBytes key, out Versions versions) => _newer.TryGetValue(key, out versions) || _older.TryGetValue(key, out versions);

    // The one before is enough for questions that are under way while a newer one is seen; of several newer ones the oldest question notices less.
    private readonly record struct Versions(ulong Index, long Since, ulong EarlierIndex, long EarlierSince);
}
