namespace ImmuFunctions.Service.Tests.Scans;

/// <summary>What a scan must return, written from the rules alone: keys in byte order, one character per byte.</summary>
internal sealed class KeyOrderModel
{
    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);

    public void Set(string key) => _keys.Add(key);

    public string[] Scan(string prefix, string offset, int limit, bool reverse)
    {
        string start = (offset.Length > 0 ? offset : prefix) + (reverse ? "\xff" : "");
        IEnumerable<string> reached = reverse
            ? _keys.Reverse().SkipWhile(key => string.CompareOrdinal(key, start) > 0)
            : _keys.SkipWhile(key => string.CompareOrdinal(key, start) < 0);
        IEnumerable<string> matching = reached.TakeWhile(key => key.StartsWith(prefix, StringComparison.Ordinal));
        return [.. matching.Skip(offset.Length > 0 ? 1 : 0).Take(limit == 0 ? 104_857 : limit)];
    }
}
