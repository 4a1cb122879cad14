namespace ImmuFunctions.Ledger.Tests.Snapshots;

/// <summary>The slow, plain answer to what the index answers: keys in order, each with the entries that wrote it, oldest first.</summary>
internal sealed class KeyModel
{
    private readonly SortedDictionary<byte[], List<ulong>> _keys =
        new(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));

    public ulong Size { get; private set; }

    public IEnumerable<byte[]> Keys => _keys.Keys;

    public void Add(byte[] key)
    {
        if (!_keys.TryGetValue(key, out List<ulong>? versions))
            _keys[key] = versions = [];
        versions.Add(Size++);
    }

    /// <summary>Entries below <paramref name="size"/> that wrote the key, oldest first.</summary>
    public ulong[] Versions(byte[] key, ulong size) =>
        _keys.TryGetValue(key, out List<ulong>? versions) ? [.. versions.Where(v => v < size)] : [];

    /// <summary>Keys and newest versions at <paramref name="size"/>, from <paramref name="start"/> on in the direction of the walk.</summary>
    public (string Key, ulong Index)[] Scan(byte[] start, bool reverse, ulong size)
    {
        IEnumerable<byte[]> order = reverse ? _keys.Keys.Reverse() : _keys.Keys;
        return [.. order
            .Where(k => reverse ? k.AsSpan().SequenceCompareTo(start) <= 0 : k.AsSpan().SequenceCompareTo(start) >= 0)
            .Select(k => (Key: k, Versions: Versions(k, size)))
            .Where(k => k.Versions.Length > 0)
            .Select(k => (Convert.ToHexString(k.Key), k.Versions[^1]))];
    }
}
