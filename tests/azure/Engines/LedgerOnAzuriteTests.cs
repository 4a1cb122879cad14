using System.Text;
using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Azure.Tests.Doubles;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Tests;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Azure.Tests.Engines;

/// <summary>A whole ledger on the store: what it wrote is there for the next one, and for one beside it.</summary>
public sealed class LedgerOnAzuriteTests(SharedAzurite azurite)
{
    // Real pauses: without them the tries after a lost answer would be over before anything could change.
    private static readonly LedgerOptions Options = new() { Prefix = "defaultdb/", SegmentFrames = 20, SliceEntries = 64, RunGrace = TimeSpan.Zero, UpkeepShare = 1 };

    [Fact]
    public async Task Append_ThenRestart_IsRead()
    {
        AzureStoreOptions where = SharedAzurite.NewOptions();
        Hash root;
        await using (AzureBlobStore store = await azurite.OpenAsync(where))
        {
            await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Options);
            await ledger.LoadAsync(600, perFrame: 10);
            root = (await ledger.NowAsync()).Root;
        }

        await using AzureBlobStore again = await azurite.OpenAsync(where);
        await using LedgerEngine reopened = await TestLedger.OpenAsync(again, Options);
        Snapshot now = await reopened.NowAsync();

        Assert.Equal((600UL, root), (now.Size, now.Root));
        Assert.Equal("value-599", await ValueAsync(now, 599));
        Assert.Equal("value-0", await ValueAsync(now, 0));
        Assert.Equal("value-591", await NewestAsync(now, $"key-{591 % 97}"));
    }

    [Fact]
    public async Task Append_ManySegmentsAndSlices_ArePutInTheirContainers()
    {
        await using AzureBlobStore store = await azurite.OpenAsync();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Options);
        await ledger.LoadAsync(650, perFrame: 10);
        await UntilAsync(async () => (await ledger.StatsAsync(Ct)).Runs.Sum(r => (long)(r.To - r.From)) >= 576);

        List<string> names = await store.ListAsync("", Ct).Select(b => b.Name).ToListAsync(Ct);
        Assert.Equal(4, names.Count(n => BlobRoute.IsLog(n)));
        Assert.Contains("defaultdb/index/manifest", names);
        Assert.Contains("defaultdb/tile/0/001", names);
        Assert.Contains(names, n => n.EndsWith(".run", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Append_TwoEnginesAtOnce_NothingIsLostOrDoubled()
    {
        AzureStoreOptions where = SharedAzurite.NewOptions();
        await using AzureBlobStore storeA = await azurite.OpenAsync(where);
        await using AzureBlobStore storeB = await azurite.OpenAsync(where);
        await using LedgerEngine a = await TestLedger.OpenAsync(storeA, Options);
        await using LedgerEngine b = await TestLedger.OpenAsync(storeB, Options);

        Task<Commit[]>[] writing = [.. new[] { a, b }.Select((ledger, who) => Task.WhenAll(Enumerable.Range(0, 60).Select(i => ledger.SetAsync($"{who}-{i}"))))];
        List<ulong> indexes = [.. (await Task.WhenAll(writing)).SelectMany(c => c).Select(c => c.FirstIndex)];
        for (int i = 0; i < 15; i++)
        {
            Commit[] pair = await Task.WhenAll(a.SetAsync($"a-{i}"), b.SetAsync($"b-{i}"));
            indexes.AddRange(pair.Select(c => c.FirstIndex));
        }

        Assert.Equal(Enumerable.Range(0, 150).Select(i => (ulong)i), indexes.Order());
        (Snapshot ofA, Snapshot ofB) = (await a.NowAsync(), await b.NowAsync());
        Assert.Equal((150UL, ofB.Root), (ofA.Size, ofA.Root));
        Assert.Equal("value", await NewestAsync(ofA, "b-14"));
        Assert.Equal("value", await NewestAsync(ofB, "a-14"));
    }

    [Fact]
    public async Task Append_EveryThirdAnswerLost_NothingIsLostOrDoubled()
    {
        await using var proxied = await ProxiedStore.OpenAsync(azurite);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(proxied.Store, Options);
        int appends = 0;
        proxied.Proxy.Fate = request => !request.Contains("comp=appendblock", StringComparison.Ordinal) ? Fate.Pass : (Interlocked.Increment(ref appends) % 6) switch
        {
            0 => Fate.LoseAnswer,
            2 => Fate.LoseRequest,
            4 => Fate.Answer(503, "ServerBusy"),
            _ => Fate.Pass,
        };

        for (int i = 0; i < 40; i++)
            Assert.Equal((ulong)i, (await ledger.SetAsync($"key-{i}", $"value-{i}")).FirstIndex);

        proxied.Proxy.Fate = _ => Fate.Pass;
        await using LedgerEngine witness = await TestLedger.OpenAsync(proxied.Truth, Options);
        Snapshot now = await witness.NowAsync();
        Assert.Equal(40UL, now.Size);
        Assert.Equal("value-39", await NewestAsync(now, "key-39"));
    }

    [Fact]
    public async Task Append_ManyAtOnce_IsOneAppendOfTheStore()
    {
        await using AzureBlobStore store = await azurite.OpenAsync();
        var counting = new CountingStore(store);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(counting, Options);
        counting.Forget();

        Commit[] commits = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => ledger.SetAsync($"key-{i}")));

        int frames = commits.Select(c => c.Snapshot.Size).Distinct().Count();
        Assert.Equal(frames, counting.Count("append"));
        Assert.InRange(frames, 1, 10);
        Assert.Equal(0, counting.Count("read log/") + counting.Count("list"));
    }

    private static async Task<string> ValueAsync(Snapshot snapshot, ulong index) =>
        Encoding.UTF8.GetString((await snapshot.EntryAsync(index, Ct)).Value.Span);

    private static async Task<string?> NewestAsync(Snapshot snapshot, string key) =>
        await snapshot.LatestAsync(Encoding.UTF8.GetBytes(key), Ct) is { } found ? await ValueAsync(snapshot, found.Index) : null;

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
            await Task.Delay(20, Ct);
    }
}
