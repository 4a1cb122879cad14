using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;
using Merkle = ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.EndToEnd.Tests.Rpcs;

/// <summary>The service beside immudb's, on the same port, with the same token.</summary>
public sealed class QueryRpcTests
{
    [Fact]
    public async Task ValueQueries_ValuesIndexed_FindEntriesAndKeys()
    {
        using var data = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(data.Path, "--value-index");
        using var session = await Session.OpenAsync(host.Address);
        foreach (var (key, value) in new[] { ("a", "x"), ("b", "x"), ("a", "y") })
            await session.Client.SetAsync(Wire.Pair(key, value), session.Options);
        var query = new ValueQuery { Equal = Wire.Bytes("x"), Limit = 1 };

        var first = await session.Queries.FindByValueAsync(query, session.Options);
        query.After = first.Next;
        var second = await session.Queries.FindByValueAsync(query, session.Options);
        var keys = await session.Queries.KeysWithValueAsync(new ValueQuery { Prefix = Wire.Bytes("x") }, session.Options);

        Assert.Equal([Wire.Item("a", "x", 0)], first.Items);
        Assert.Equal(new ValuePage { Items = { Wire.Item("b", "x", 1) } }, second);
        Assert.Equal(new ValuePage { Items = { Wire.Item("b", "x", 1) } }, keys);
    }

    [Fact]
    public async Task ValueQueries_ValuesNotIndexed_SayHowToHaveThemIndexed()
    {
        await using var running = new RunningHost();
        await running.InitializeAsync();

        var refusal = await Assert.ThrowsAsync<RpcException>(
            () => running.Session.Queries.FindByValueAsync(new ValueQuery { Equal = Wire.Bytes("x") }, running.Session.Options));

        Assert.Equal(StatusCode.FailedPrecondition, refusal.Code);
        Assert.Contains("--value-index", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAt_RememberedRoot_IsTheValueOfThenProvenThenAndNow()
    {
        await using var running = new RunningHost();
        await running.InitializeAsync();
        var session = running.Session;
        await session.Client.SetAsync(Wire.Pair("k", "old"), session.Options);
        await session.Client.SetAsync(Wire.Pair("other", "v"), session.Options);
        var then = await session.RootAsync();
        await session.Client.SetAsync(Wire.Pair("k", "new"), session.Options);
        var root = new RootIndex { Index = then.Size - 1, Root = ByteString.CopyFrom(then.Root.ToArray()) };

        var answer = await session.Queries.GetAtAsync(new GetAtRequest { Key = Wire.Bytes("k"), Root = root }, session.Options);

        Assert.Equal(Wire.Item("k", "old", 0), answer.Item);
        Assert.Equal(
            Merkle.ProofFault.None,
            Merkle.InclusionProof.Verify(
                0, then.Size, TreeHash.Leaf(0, "k"u8, "old"u8), [.. answer.Inclusion.Path.Select(hash => Hash.FromBytes(hash.Span))], then.Root));
        Assert.Equal(await session.RootAsync(), then.Advance(answer.Consistency));
    }

    [Fact]
    public async Task Stats_AfterWrites_AreTheLedgers()
    {
        await using var running = new RunningHost();
        await running.InitializeAsync();
        var session = running.Session;
        await session.Client.SetAsync(Wire.Pair("k", "old"), session.Options);
        await session.Client.SetAsync(Wire.Pair("k", "new"), session.Options);

        var stats = await session.Queries.StatsAsync(new StatsRequest { ExactKeys = true }, session.Options);

        Assert.Equal((2UL, 1UL), (stats.Entries, stats.Keys));
        Assert.Equal((await session.Client.CurrentRootAsync(session.Options)).Payload, stats.Root);
        Assert.Equal((ulong)(128 << 20), stats.Cache.BudgetBytes);
    }

    [Fact]
    public async Task Scan_MoreThanOneMessage_StreamsEveryKeyInOrder()
    {
        await using var running = new RunningHost();
        await running.InitializeAsync();
        var session = running.Session;
        var batch = new KVList { KVs = { Enumerable.Range(0, 5_000).Select(number => Wire.Pair($"key {number:D5}", new string('v', 100))) } };
        await session.Client.SetBatchAsync(batch, session.Options);

        var messages = await session.Queries.ScanAsync(new ScanOptions(), session.Options).ToListAsync();

        Assert.True(messages.Count > 1);
        Assert.Equal(batch.KVs.Select(pair => pair.Key), messages.SelectMany(message => message.Items).Select(item => item.Key));
    }

    [Fact]
    public async Task ZScan_Streamed_IsInNumericOrder()
    {
        await using var running = new RunningHost();
        await running.InitializeAsync();
        var session = running.Session;
        await session.Client.SetAsync(Wire.Pair("k", "v"), session.Options);
        foreach (var score in new[] { 1.0, -1, 0, -2 })
        {
            var member = new ZAddOptions { Set = Wire.Bytes("s"), Score = new Score { Score_ = score }, Key = Wire.Bytes("k") };
            await session.Client.ZAddAsync(member, session.Options);
        }

        var messages = await session.Queries.ZScanAsync(new ZScanOptions { Set = Wire.Bytes("s") }, session.Options).ToListAsync();

        Assert.Equal([-2, -1, 0, 1], messages.SelectMany(message => message.Items).Select(member => member.Score));
    }

    [Fact]
    public async Task Queries_WithoutAToken_AreRefused()
    {
        await using var running = new RunningHost();
        await running.InitializeAsync();
        var queries = running.Session.Queries;

        await Refusal.IsAsync(StatusCode.Unknown, "please login first", () => queries.StatsAsync(new StatsRequest()));
        await Refusal.IsAsync(
            StatusCode.Unknown, "please login first", () => queries.ScanAsync(new ScanOptions()).ToListAsync().AsTask());
    }
}
