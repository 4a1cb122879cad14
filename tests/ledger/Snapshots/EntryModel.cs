using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Tests.Snapshots;

/// <summary>The slow, plain answers to what the index answers: a list of all entries, and keys in a sorted dictionary.</summary>
internal sealed class EntryModel
{
    private static readonly Comparer<byte[]> Order = Comparer<byte[]>.Create(ModelEntry.Compare);

    private readonly List<ModelEntry> _entries = [];
    private readonly SortedDictionary<byte[], List<ModelEntry>> _keys = new(Order);

    public ulong Size => (ulong)_entries.Count;

    public IReadOnlyList<ModelEntry> Entries => _entries;

    public void Add(EntryDraft draft)
    {
        var entry = new ModelEntry(Size, draft.Kind, draft.Key.ToArray(), draft.Value.ToArray());
        _entries.Add(entry);
        if (!_keys.TryGetValue(entry.Key, out List<ModelEntry>? versions))
            _keys[entry.Key] = versions = [];
        versions.Add(entry);
    }

    public IEnumerable<ulong> Versions(byte[] key, ulong size, bool oldestFirst, ulong? beyond)
    {
        IEnumerable<ulong> versions = _keys.TryGetValue(key, out List<ModelEntry>? all) ? all.Select(e => e.Index).Where(i => i < size) : [];
        return oldestFirst ? versions.Where(i => !(i <= beyond)) : versions.Reverse().Where(i => !(i >= beyond));
    }

    public IEnumerable<string> Scan(byte[] prefix, byte[]? after, bool reverse, ulong size) =>
        InOrder(Newest(size).Where(e => e.Key.AsSpan().StartsWith(prefix)), Order, reverse)
            .Where(e => after is null || (reverse ? ModelEntry.Compare(e.Key, after) < 0 : ModelEntry.Compare(e.Key, after) > 0))
            .Select(e => e.Text);

    public IEnumerable<string> Members(byte[] set, double? min, double? max, byte[]? after, bool reverse, ulong size)
    {
        if (after is not null && !IsMember(after, set, out _))
            return [];
        return InOrder(Newest(size).Where(e => IsMember(e.Key, set, out double score) && IsWithin(score, min, max)), Comparer<byte[]>.Create(CompareMembers), reverse)
            .Where(e => after is null || (reverse ? CompareMembers(e.Key, after) < 0 : CompareMembers(e.Key, after) > 0))
            .Select(e => e.Text);
    }

    public IEnumerable<string> Find(byte[] value, bool isPrefix, ModelEntry? after, ulong size) =>
        _entries.Where(e => e.Index < size && e.Kind == EntryKind.Plain)
            .Where(e => isPrefix ? e.Searchable.AsSpan().StartsWith(value) : e.Searchable.AsSpan().SequenceEqual(value) || e.Value.AsSpan().SequenceEqual(value))
            .Order(Comparer<ModelEntry>.Create(CompareFound))
            .Where(e => after is null || CompareFound(e, after) > 0)
            .Select(e => e.Text);

    public ulong CountKeys(ulong size) => (ulong)Newest(size).Count();

    private IEnumerable<ModelEntry> Newest(ulong size) =>
        _keys.Values.Select(versions => versions.LastOrDefault(e => e.Index < size)).OfType<ModelEntry>();

    private static IEnumerable<ModelEntry> InOrder(IEnumerable<ModelEntry> entries, Comparer<byte[]> order, bool reverse) =>
        reverse ? entries.OrderByDescending(e => e.Key, order) : entries.OrderBy(e => e.Key, order);

    private static bool IsMember(byte[] key, byte[] set, out double score) =>
        SortedSetKey.TryParse(key, out ReadOnlySpan<byte> of, out score, out _, out _) && of.SequenceEqual(set);

    private static bool IsWithin(double score, double? min, double? max) =>
        (min is null && max is null) || (score >= (min ?? double.NegativeInfinity) && score <= (max ?? double.PositiveInfinity));

    private static int CompareMembers(byte[] a, byte[] b)
    {
        _ = SortedSetKey.TryParse(a, out _, out double scoreOfA, out ReadOnlySpan<byte> targetOfA, out _);
        _ = SortedSetKey.TryParse(b, out _, out double scoreOfB, out ReadOnlySpan<byte> targetOfB, out _);
        int order = TotalOrder(scoreOfA).CompareTo(TotalOrder(scoreOfB));
        if (order == 0)
            order = targetOfA.SequenceCompareTo(targetOfB);
        return order != 0 ? order : a.AsSpan(a.Length - 9).SequenceCompareTo(b.AsSpan(b.Length - 9));
    }

    // IEEE 754 totalOrder: −NaN, −∞ … −0, 0 … ∞, NaN.
    private static long TotalOrder(double score)
    {
        long bits = BitConverter.DoubleToInt64Bits(score);
        return bits >= 0 ? bits : bits ^ long.MaxValue;
    }

    private static int CompareFound(ModelEntry a, ModelEntry b)
    {
        int order = ModelEntry.Compare([.. a.Searchable.Take(64)], [.. b.Searchable.Take(64)]);
        if (order == 0)
            order = (a.Searchable.Length > 64).CompareTo(b.Searchable.Length > 64);
        if (order == 0)
            order = ModelEntry.Compare(a.Key, b.Key);
        return order != 0 ? order : b.Index.CompareTo(a.Index);
    }
}
