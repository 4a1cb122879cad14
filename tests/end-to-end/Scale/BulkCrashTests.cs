using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Crashes;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Scale;

/// <summary>A host that is killed while slices of a bulk load become runs.</summary>
public sealed class BulkCrashTests
{
    private const int Writers = 3;
    private const int BatchPairs = 400;

    // Entries in all at which the host is killed: as slices of 65,536 end, and while they are flushed.
    private static readonly int[] Ends = [65_600, 80_000, 131_500, 140_000];

    [Fact]
    public async Task Kill_InTheMiddleOfABulkLoad_EveryAcknowledgedEntryIsThereAndFound()
    {
        using var folder = new TemporaryFolder();
        var record = new WriteRecord();
        for (var round = 0; round < Ends.Length; round++)
        {
            await using var host = await HostProcess.StartAsync(folder.Path);
            using var session = await Session.OpenAsync(host.Address);
            await AssertFoundAsync(session, record);
            await LoadAndKillAsync(host, session, record, round);
        }

        await using var last = await HostProcess.StartAsync(folder.Path);
        using var reader = await Session.OpenAsync(last.Address);
        await AssertFoundAsync(reader, record);
        record.AssertKept((await LogAudit.ReadAsync(reader)).Entries);
        await LargeFolder.WaitForRunsAsync(reader, 2);
        await AssertFoundAsync(reader, record);
    }

    private static async Task LoadAndKillAsync(HostProcess host, Session session, WriteRecord record, int round)
    {
        var ends = Enumerable.Range(0, Writers).Select(writer => WriteAsync(session, record, $"{round} {writer}")).ToList();
        while (record.Acknowledged.Count < Ends[round])
        {
            Assert.All(ends, end => Assert.False(end.IsCompleted));
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        await host.KillAsync();
        Assert.All(await Task.WhenAll(ends), end => Assert.Equal(StatusCode.Unavailable, end.Code));
    }

    // Until the host is gone.
    private static async Task<RpcException> WriteAsync(Session session, WriteRecord record, string name)
    {
        for (var number = 0; ; number++)
        {
            List<KeyValue> batch = [.. Enumerable.Range(0, BatchPairs).Select(place => Wire.Pair($"{name} {number} {place}", $"{number + place}"))];
            record.Attempt(batch);
            try
            {
                record.Acknowledge(batch, (await session.Client.SetBatchAsync(new KVList { KVs = { batch } }, session.Options)).Index_);
            }
            catch (RpcException end)
            {
                return end;
            }
        }
    }

    // By key: the index of a host that has just started knows every one.
    private static async Task AssertFoundAsync(Session session, WriteRecord record)
    {
        var found = new Dictionary<ByteString, Item>();
        await foreach (var message in session.Queries.ScanAsync(new ScanOptions(), session.Options))
        {
            foreach (var item in message.Items)
                Assert.True(found.TryAdd(item.Key, item));
        }

        foreach (var (index, pair) in record.Acknowledged)
            Assert.True(found.TryGetValue(pair.Key, out var item) && item.Value == pair.Value && item.Index == index, $"entry {index}, {pair.Key.ToStringUtf8()}");
    }
}
