using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.V1;

namespace ImmuFunctions.EndToEnd.Tests.Scale;

/// <summary>Values indexed on a ledger that is there already: across runs and tail, and across restarts.</summary>
[Collection(LargeFolderCollection.Name)]
public sealed class ValueIndexTests(LargeFolder healthy)
{
    private const int IndexedBytes = 64;
    private const uint PageItems = 37;

    [Fact]
    public async Task ValueIndex_ChosenForAnExistingLedger_IsMadeAndKept()
    {
        using var folder = healthy.Copy();
        await using (var host = await HostProcess.StartAsync(folder.Path, "--value-index"))
        {
            using var session = await Session.OpenAsync(host.Address);
            Assert.Contains("Making the index again from the log", host.Output, StringComparison.Ordinal);
            Assert.Equal(healthy.Root.Size, RestartTests.EntriesRead(host));
            await AssertFoundAsync(session);
            await LargeFolder.WaitForRunsAsync(session, LargeFolder.Runs);
            Assert.Equal(0, await host.StopAsync());
        }

        await using var next = await HostProcess.StartAsync(folder.Path);
        using var reader = await Session.OpenAsync(next.Address);
        Assert.DoesNotContain("Making the index again", next.Output, StringComparison.Ordinal);
        Assert.Equal(healthy.TailEntries, RestartTests.EntriesRead(next));
        Assert.True((await reader.Queries.StatsAsync(new StatsRequest(), reader.Options)).HasValueIndex);
        await AssertFoundAsync(reader);
        await AssertPagesAreOfOneMomentAsync(reader);
        await AssertPastAsync(reader);
    }

    private async Task AssertFoundAsync(Session session)
    {
        // Values on their own, in a wrapping, and with more behind them; one that is the beginning of others, and one that nothing has.
        foreach (var value in new[] { LargeContent.Color(33), LargeContent.Color(133), "color 1", "color", "no color" })
        {
            var equal = Ordered(entry => Searchable(entry) == value);
            Assert.Equal(equal, await AllAsync(session.Queries.FindByValueAsync, session, new ValueQuery { Equal = Wire.Bytes(value) }));
            Assert.Equal(
                equal.Where(IsNewest), await AllAsync(session.Queries.KeysWithValueAsync, session, new ValueQuery { Equal = Wire.Bytes(value) }));
        }

        foreach (var prefix in new[] { LargeContent.Color(33), LargeContent.Color(133), $"{LargeContent.Color(133)} xxx", "color 99" })
        {
            var starting = Ordered(entry => Searchable(entry).StartsWith(prefix, StringComparison.Ordinal));
            Assert.NotEmpty(starting);
            Assert.Equal(starting, await AllAsync(session.Queries.FindByValueAsync, session, new ValueQuery { Prefix = Wire.Bytes(prefix) }));
        }

        var wrapped = healthy.Entries.First(entry => Searchable(entry) != entry.Value.ToStringUtf8() && IsPlain(entry));
        Assert.Equal(
            Ordered(entry => entry.Value == wrapped.Value), await AllAsync(session.Queries.FindByValueAsync, session, new ValueQuery { Equal = wrapped.Value }));
    }

    // What is written after the first page is on no later one.
    private async Task AssertPagesAreOfOneMomentAsync(Session session)
    {
        var value = LargeContent.Color(40);
        var query = new ValueQuery { Equal = Wire.Bytes(value), Limit = PageItems };
        var first = await session.Queries.FindByValueAsync(query, session.Options);
        await session.Client.SetAsync(Wire.Pair("zzz", value), session.Options);
        query.After = first.Next;

        var rest = await AllAsync(session.Queries.FindByValueAsync, session, query);

        Assert.Equal(Ordered(entry => Searchable(entry) == value), [.. first.Items, .. rest]);
    }

    // By index, and by the root that the answer names.
    private async Task AssertPastAsync(Session session)
    {
        var key = LargeContent.HotKey(3);
        await session.Client.SetAsync(new KeyValue { Key = key, Value = Wire.Bytes("newest") }, session.Options);
        var versions = healthy.Entries.Where(entry => entry.Key == key).ToList();
        for (var at = versions[0].Index; at < healthy.Root.Size; at += 9_973)
        {
            var byIndex = await session.Queries.GetAtAsync(new GetAtRequest { Key = key, Index = at }, session.Options);
            var root = new RootIndex { Index = at, Root = byIndex.Consistency.FirstRoot };
            var byRoot = await session.Queries.GetAtAsync(new GetAtRequest { Key = key, Root = root }, session.Options);

            Assert.Equal(versions.Last(version => version.Index <= at), byIndex.Item);
            Assert.Equal(byIndex, byRoot);
            TrustedRoot.From(root).Advance(byRoot.Consistency);
        }

        var last = new RootIndex { Index = healthy.Root.Size - 1, Root = ByteString.CopyFrom(healthy.Root.Root.ToArray()) };
        var then = await session.Queries.GetAtAsync(new GetAtRequest { Key = key, Root = last }, session.Options);
        Assert.Equal(versions[^1], then.Item);
        Assert.Equal(await session.RootAsync(), healthy.Root.Advance(then.Consistency));
    }

    private static async Task<List<Item>> AllAsync(
        Func<ValueQuery, Protocol.Grpc.CallOptions?, CancellationToken, Task<ValuePage>> find, Session session, ValueQuery query)
    {
        var items = new List<Item>();
        query = query.Clone();
        query.Limit = PageItems;
        do
        {
            var page = await find(query, session.Options, default);
            Assert.InRange(page.Items.Count, 0, (int)PageItems);
            items.AddRange(page.Items);
            query.After = page.Next;
        }
        while (!query.After.IsEmpty);
        return items;
    }

    // In the order of the value's first bytes, then key, then newest first.
    private List<Item> Ordered(Func<Item, bool> isWanted) =>
    [
        .. healthy.Entries.Where(entry => IsPlain(entry) && isWanted(entry))
            .OrderBy(entry => Searchable(entry)[..Math.Min(IndexedBytes, Searchable(entry).Length)], StringComparer.Ordinal)
            .ThenBy(entry => entry.Key.ToStringUtf8(), StringComparer.Ordinal)
            .ThenByDescending(entry => entry.Index),
    ];

    private bool IsNewest(Item entry) => healthy.Newest[entry.Key].Index == entry.Index;

    private bool IsPlain(Item entry) => healthy.Newest.ContainsKey(entry.Key);

    // Values begin with a letter, wrapped ones with the tag of a field.
    private static string Searchable(Item entry) => entry.Value[0] == 8
        ? Content.Parser.ParseFrom(entry.Value).Payload.ToStringUtf8()
        : entry.Value.ToStringUtf8();
}
