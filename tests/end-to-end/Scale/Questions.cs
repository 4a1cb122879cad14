using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;

namespace ImmuFunctions.EndToEnd.Tests.Scale;

/// <summary>Asks a host over a large folder about everything, by samples, and checks every answer against what was written.</summary>
/// <param name="healthy">What was written; the ledger may have grown since, by keys that come after all others.</param>
/// <param name="session">Where to ask.</param>
/// <param name="isAllowed">Refusals that are as good as an answer; null for none.</param>
internal sealed class Questions(LargeFolder healthy, Session session, Func<RpcException, bool>? isAllowed = null)
{
    private const int KeySamples = 60;
    private const int EntrySamples = 40;
    private const ulong PageItems = 500;

    /// <summary>Questions answered, rightly.</summary>
    public int Answered { get; private set; }

    /// <summary>Questions refused, as is allowed.</summary>
    public int Refused { get; private set; }

    /// <summary>Everything below.</summary>
    public async Task AskAllAsync()
    {
        await AskSamplesAsync();
        await ScanAllAsync();
    }

    /// <summary>Everything below but all keys at once.</summary>
    public async Task AskSamplesAsync()
    {
        await AskAboutKeysAsync();
        await AskAboutEntriesAsync();
        await AskAboutHistoriesAsync();
        await AskAboutPastAsync();
        await ScanPagesAsync();
        await AskAboutMembersAsync();
    }

    /// <summary>Get, and SafeGet with a proof that goes on from the healthy folder's root; of keys all over the key space, references, and keys that were never set.</summary>
    public async Task AskAboutKeysAsync()
    {
        foreach (var item in Sample(healthy.Newest.Values.ToList(), KeySamples))
        {
            await AskAsync(async () =>
                Assert.Equal(item, await session.Client.GetAsync(new Key { Key_ = item.Key }, session.Options)));
            await AskAsync(async () =>
            {
                var request = new SafeGetOptions { Key = item.Key, RootIndex = healthy.Root.Index };
                var reply = await session.Client.SafeGetAsync(request, session.Options);
                Assert.Equal(item, reply.Item);
                healthy.Root.Advance(reply.Proof, item.Key, item.Value);
            });
            await AskAsync(() => AskForAbsentAsync($"{item.Key.ToStringUtf8()}!"));
        }

        foreach (var reference in LargeContent.Pointing.SelectMany(LargeContent.References))
        {
            await AskAsync(async () =>
                Assert.Equal(healthy.Newest[reference.Key], await session.Client.GetAsync(new Key { Key_ = reference.Reference }, session.Options)));
        }
    }

    /// <summary>Entries by their index, with proof.</summary>
    public async Task AskAboutEntriesAsync()
    {
        foreach (var entry in Sample(healthy.Entries, EntrySamples))
        {
            await AskAsync(async () =>
            {
                var request = new SafeIndexOptions { Index = entry.Index, RootIndex = healthy.Root.Index };
                var reply = await session.Client.BySafeIndexAsync(request, session.Options);
                Assert.Equal(entry, reply.Item);
                healthy.Root.Advance(reply.Proof, entry.Key, entry.Value);
            });
        }
    }

    /// <summary>Versions of keys that all runs and the tail have, from both ends and from between; their count.</summary>
    public async Task AskAboutHistoriesAsync()
    {
        foreach (var key in new[] { LargeContent.HotKey(0), LargeContent.HotKey(LargeContent.HotKeys - 1) })
        {
            var versions = healthy.Entries.Where(entry => entry.Key == key).ToList();
            var newestFirst = versions.AsEnumerable().Reverse().ToList();
            var between = versions[versions.Count / 2].Index;
            await AskAsync(async () => Assert.Equal(newestFirst, await HistoryAsync(new HistoryOptions { Key = key })));
            await AskAsync(async () => Assert.Equal(versions, await HistoryAsync(new HistoryOptions { Key = key, Reverse = true })));
            await AskAsync(async () => Assert.Equal(
                newestFirst.Where(version => version.Index < between).Take(30), await HistoryAsync(new HistoryOptions { Key = key, Offset = between, Limit = 30 })));
            await AskAsync(async () => Assert.Equal(
                (ulong)versions.Count, (await session.Client.CountAsync(new KeyPrefix { Prefix = key }, session.Options)).Count));
        }
    }

    /// <summary>Keys as they were at entries all over the log, with the proof that they were there.</summary>
    public async Task AskAboutPastAsync()
    {
        var key = LargeContent.HotKey(7);
        var versions = healthy.Entries.Where(entry => entry.Key == key).ToList();
        foreach (var at in Sample(healthy.Entries, 30).Select(entry => entry.Index).Where(index => index >= versions[0].Index))
        {
            await AskAsync(async () =>
            {
                var request = new GetAtRequest { Key = key, Index = at };
                var answer = await session.Queries.GetAtAsync(request, session.Options);
                Assert.Equal(versions.Last(version => version.Index <= at), answer.Item);
                var then = new TrustedRoot(at + 1, Core.Hashing.Hash.FromBytes(answer.Consistency.FirstRoot.Span));
                then.Advance(answer.Consistency);
            });
        }
    }

    /// <summary>Pages of the key space in both directions.</summary>
    public async Task ScanPagesAsync()
    {
        foreach (var prefix in new[] { "key 0", "key 05", "key 0999", "hot", "key 1" })
        {
            var all = healthy.Newest.Values.Where(item => item.Key.ToStringUtf8().StartsWith(prefix, StringComparison.Ordinal)).ToList();
            foreach (var isReverse in new[] { false, true })
            {
                var ordered = isReverse ? all.AsEnumerable().Reverse().ToList() : all;
                var offset = ordered.Count > 10 ? ordered[ordered.Count / 3].Key : ByteString.Empty;
                var from = ordered.Count > 10 ? (ordered.Count / 3) + 1 : 0;
                var request = new ScanOptions { Prefix = Wire.Bytes(prefix), Reverse = isReverse, Limit = PageItems, Offset = offset };
                await AskAsync(async () => Assert.Equal(
                    ordered.Skip(from).Take((int)PageItems), (await session.Client.ScanAsync(request, session.Options)).Items));
            }
        }
    }

    /// <summary>Members that were added early, in the middle and late, in the order of their scores.</summary>
    public async Task AskAboutMembersAsync()
    {
        var members = LargeContent.Pointing.SelectMany(LargeContent.Members).OrderBy(member => member.Score.Score_)
            .Select(member => (member.Score.Score_, healthy.Newest[member.Key])).ToList();
        await AskAsync(async () => Assert.Equal(members, await MembersAsync(new ZScanOptions())));
        await AskAsync(async () => Assert.Equal(members.AsEnumerable().Reverse(), await MembersAsync(new ZScanOptions { Reverse = true })));
        var bounds = new ZScanOptions { Min = new Score { Score_ = -7.5 }, Max = new Score { Score_ = 12 } };
        await AskAsync(async () => Assert.Equal(members.Where(member => member.Score_ is >= -7.5 and <= 12), await MembersAsync(bounds)));
    }

    /// <summary>All keys in one stream. What comes before a refusal has to be right, too.</summary>
    public Task ScanAllAsync() => AskAsync(async () =>
    {
        using var expected = healthy.Newest.Values.GetEnumerator();
        var isGrown = false;
        await foreach (var message in session.Queries.ScanAsync(new ScanOptions(), session.Options))
        {
            foreach (var item in message.Items)
            {
                isGrown = isGrown || !expected.MoveNext();
                if (!isGrown)
                    Assert.Equal(expected.Current, item);
            }
        }

        Assert.True(isGrown || !expected.MoveNext(), "keys are missing at the end");
    });

    private static IEnumerable<T> Sample<T>(IReadOnlyList<T> all, int count) =>
        Enumerable.Range(0, count).Select(number => all[(int)((long)number * (all.Count - 1) / (count - 1))]);

    private async Task AskForAbsentAsync(string key)
    {
        try
        {
            Assert.Fail($"an answer for {key}: {await session.Client.GetAsync(Wire.Key(key), session.Options)}");
        }
        catch (RpcException refusal) when (refusal is { Code: StatusCode.NotFound, Message: "Key not found" })
        {
            // As it should be.
        }
    }

    private async Task<IEnumerable<Item>> HistoryAsync(HistoryOptions request) =>
        (await session.Client.HistoryAsync(request, session.Options)).Items;

    private async Task<IEnumerable<(double, Item)>> MembersAsync(ZScanOptions request)
    {
        request.Set = LargeContent.Set;
        return (await session.Client.ZScanAsync(request, session.Options)).Items.Select(member => (member.Score, member.Item));
    }

    private async Task AskAsync(Func<Task> ask)
    {
        try
        {
            await ask();
            Answered++;
        }
        catch (RpcException refusal) when (isAllowed is not null)
        {
            Assert.True(isAllowed(refusal), $"{refusal.Code}: {refusal.Message}");
            Refused++;
        }
    }
}
