namespace ImmuFunctions.Service.Tests.Scans;

/// <summary>What a scan must return, written from the rules alone: keys in byte order, one character per byte.</summary>
internal sealed class KeyOrderModel
{
    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);

    public void Set(string key) => _keys.Add(key);

    public string[] Scan(string prefix, string offset, int limit, bool reverse)
    {
        IEnumerable<string> behind = (reverse ? _keys.Reverse() : _keys).Where(key =>
            offset.Length == 0 || (reverse ? string.CompareOrdinal(key, offset) < 0 : string.CompareOrdinal(key, offset) > 0));
        return [.. behind.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Take(limit == 0 ? 104_857 : limit)];
    }
}
