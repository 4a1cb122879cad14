using FsCheck;
using FsCheck.Fluent;
using Immudb.Schema;
using ImmuFunctions.Service.Tests.Serving;
using ImmuFunctions.V1;
using Xunit;

namespace ImmuFunctions.Service.Tests.Queries;

public sealed class ValueProperties
{
    // Values around the 64 bytes that a row holds, plain and wrapped.
    private static readonly string Long = new('v', 63);
    private static readonly Gen<string> Value = Gen.Elements("", "\0", "a", "ab", "\xff", Long, Long + "v", Long + "vv", Long + "vw", Long + "w");
    private static readonly Gen<string> Stored = Gen.Frequency((3, Value), (1, Value.Select(Search.Wrapped)));
    private static readonly Gen<string> Key = Gen.Elements("a", "a\x1", "b", "\xff");

    private static readonly Gen<((string Key, string Value)[] Entries, string Value, bool IsPrefix, uint Limit)> Cases =
        from entries in (from key in Key from value in Stored select (key, value)).ArrayOf().Resize(20)
        from value in Stored
        from isPrefix in Gen.Elements(true, false)
        from limit in Gen.Choose(1, 5)
        select (entries, value, isPrefix, (uint)limit);

    [Fact]
    public void ValueQueries_AnyEntriesAndQuery_PagesAgreeWithTheModel() =>
        Prop.ForAll(Cases.ToArbitrary(), test => AgreeAsync(test.Entries, test.Value, test.IsPrefix, test.Limit).GetAwaiter().GetResult())
            .QuickCheckThrowOnFailure();

    private static async Task<bool> AgreeAsync((string Key, string Value)[] entries, string value, bool isPrefix, uint limit)
    {
        await using var server = await TestServer.WithValueIndexAsync();
        foreach ((string key, string stored) in entries)
            await server.SetAsync(key, stored);
        ValueQuery query = isPrefix ? Search.Prefix(value, limit) : Search.Equal(value, limit);

        List<Item> found = await Search.AllAsync(server.FindByValueAsync, query);
        List<Item> newest = await Search.AllAsync(server.KeysWithValueAsync, query);

        ulong[] expected = Model(entries, value, isPrefix);
        return Search.Indexes(found).SequenceEqual(expected)
            && Search.Indexes(newest).SequenceEqual(expected.Where(index => IsNewest(entries, (int)index)));
    }

    private static bool IsNewest((string Key, string Value)[] entries, int index) =>
        entries.Skip(index + 1).All(later => later.Key != entries[index].Key);

    private static ulong[] Model((string Key, string Value)[] entries, string value, bool isPrefix) =>
        [.. entries.Index()
            .Select(entry => (entry.Index, entry.Item.Key, entry.Item.Value, Searchable: Unwrapped(entry.Item.Value)))
            .Where(entry => isPrefix ? entry.Searchable.StartsWith(value, StringComparison.Ordinal) : entry.Searchable == value || entry.Value == value)
            .OrderBy(entry => entry.Searchable[..Math.Min(64, entry.Searchable.Length)], StringComparer.Ordinal)
            .ThenBy(entry => entry.Searchable.Length > 64)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .ThenByDescending(entry => entry.Index)
            .Select(entry => (ulong)entry.Index)];

    private static string Unwrapped(string stored) =>
        stored.StartsWith('\x8') ? Bytes.Text(Content.Parser.ParseFrom(Bytes.Of(stored)).Payload) : stored;
}
