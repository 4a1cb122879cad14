using System.Buffers.Binary;
using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Rpcs;

/// <summary>Everything that lists: by key, by index, by version, by record.</summary>
public sealed class ListingRpcTests(RunningHost running) : IClassFixture<RunningHost>
{
    private Session Session => running.Session;

    [Fact]
    public async Task Scan_PagesByLastKey_GivesEveryKeyOnce()
    {
        var batch = Batch("scan", 95);
        await Session.Client.SetBatchAsync(batch, Session.Options);
        var seen = new List<string>();
        var request = new ScanOptions { Prefix = Wire.Bytes("scan "), Limit = 10 };

        while (await Session.Client.ScanAsync(request, Session.Options) is { Items.Count: > 0 } page)
        {
            seen.AddRange(page.Items.Select(item => item.Key.ToStringUtf8()));
            request.Offset = page.Items[^1].Key;
        }

        Assert.Equal(batch.KVs.Select(pair => pair.Key.ToStringUtf8()), seen);
    }

    [Fact]
    public async Task IScan_SecondPage_GivesEntriesInIndexOrder()
    {
        await Session.Client.SetBatchAsync(Batch("index scan", 30), Session.Options);

        var page = await Session.Client.IScanAsync(new IScanOptions { PageSize = 7, PageNumber = 2 }, Session.Options);

        Assert.Equal(Enumerable.Range(7, 7).Select(index => (ulong)index), page.Items.Select(item => item.Index));
        Assert.True(page.More);
    }

    [Fact]
    public async Task BySafeIndex_EveryEntry_IsTheEntryByIndexWithProof()
    {
        await Session.Client.SetBatchAsync(Batch("by index", 20), Session.Options);
        var trusted = await Session.RootAsync();
        for (var index = trusted.Size - 20; index < trusted.Size; index++)
        {
            var item = await Session.Client.ByIndexAsync(Wire.Index(index), Session.Options);
            var safe = await Session.Client.BySafeIndexAsync(
                new SafeIndexOptions { Index = index, RootIndex = trusted.Index }, Session.Options);

            Assert.Equal(item, safe.Item);
            Assert.Equal(index, safe.Proof.Index);
            trusted.Advance(safe.Proof, item.Key, item.Value);
        }
    }

    [Fact]
    public async Task ByIndex_PastTheEnd_IsNotFound()
    {
        var root = await Session.RootAsync();

        await Refusal.IsAsync(
            StatusCode.NotFound, "index not found",
            () => Session.Client.ByIndexAsync(Wire.Index(root.Size), Session.Options));
    }

    [Fact]
    public async Task History_BothDirections_AreNewestFirstAndOldestFirst()
    {
        var indexes = new List<ulong>();
        for (var number = 0; number < 5; number++)
            indexes.Add((await Session.Client.SetAsync(Wire.Pair("history", $"{number}"), Session.Options)).Index_);
        var request = new HistoryOptions { Key = Wire.Bytes("history") };

        var newest = await Session.Client.HistoryAsync(request, Session.Options);
        request.Reverse = true;
        var oldest = await Session.Client.HistoryAsync(request, Session.Options);

        Assert.Equal(indexes, oldest.Items.Select(item => item.Index));
        Assert.Equal(oldest.Items.Reverse(), newest.Items);
    }

    [Fact]
    public async Task Count_KeyAndItsPrefix_CountsVersionsOfTheKeyAlone()
    {
        await Session.Client.SetAsync(Wire.Pair("counted", "1"), Session.Options);
        await Session.Client.SetAsync(Wire.Pair("counted", "2"), Session.Options);

        var versions = await Session.Client.CountAsync(new KeyPrefix { Prefix = Wire.Bytes("counted") }, Session.Options);
        var prefix = await Session.Client.CountAsync(new KeyPrefix { Prefix = Wire.Bytes("counte") }, Session.Options);
        var all = await Session.Client.CountAllAsync(Session.Options);

        Assert.Equal(2UL, versions.Count);
        Assert.Equal(0UL, prefix.Count);
        Assert.True(all.Count >= (await Session.RootAsync()).Size);
    }

    [Fact]
    public async Task Dump_AfterABatch_StreamsEachEntryWithItsIndex()
    {
        var batch = Batch("dump", 500);
        var last = await Session.Client.SetBatchAsync(batch, Session.Options);
        var records = new List<DumpKV>();

        await foreach (var message in Session.Client.DumpAsync(Session.Options))
            records.AddRange(message.Kv.Where(record => record.Key.ToStringUtf8().StartsWith("dump ", StringComparison.Ordinal)));

        Assert.Equal(batch.KVs.Select(pair => pair.Key), records.Select(record => record.Key));
        Assert.Equal(
            Enumerable.Range(0, 500).Select(number => last.Index_ - 499 + (ulong)number + 1),
            records.Select(record => BinaryPrimitives.ReadUInt64BigEndian(record.Value.Span)));
    }

    [Fact]
    public async Task PrintTree_AfterABatch_TopIsTheRoot()
    {
        await using var fresh = new RunningHost();
        await fresh.InitializeAsync();
        await fresh.Session.Client.SetBatchAsync(Batch("tree", 16), fresh.Session.Options);

        var tree = await fresh.Session.Client.PrintTreeAsync(fresh.Session.Options);

        var root = await fresh.Session.Client.CurrentRootAsync(fresh.Session.Options);
        Assert.Equal([16, 8, 4, 2, 1], tree.T.Select(layer => layer.L.Count));
        Assert.Equal(root.Payload.Root, tree.T[4].L[0].H);
    }

    private static KVList Batch(string name, int count)
    {
        var batch = new KVList();
        batch.KVs.AddRange(Enumerable.Range(0, count).Select(number => Wire.Pair($"{name} {number:D5}", $"{number}")));
        return batch;
    }
}
