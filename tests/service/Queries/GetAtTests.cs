using Immudb.Schema;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using ImmuFunctions.V1;
using Xunit;

namespace ImmuFunctions.Service.Tests.Queries;

public sealed class GetAtTests
{
    [Fact]
    public async Task GetAt_EveryTime_IsWhatGetAnsweredThenWithProof()
    {
        await using var server = await TestServer.OpenAsync();
        var then = new List<(Item Item, Root Root)>();
        for (int i = 0; i < 20; i++)
        {
            await server.SetAsync(i % 3 == 0 ? "k" : $"other {i}", $"{i}");
            then.Add((await server.GetAsync("k"), await server.CurrentRootAsync()));
        }

        Root now = await server.CurrentRootAsync();
        foreach ((Item item, Root root) in then)
        {
            ItemAt byIndex = await server.GetAtAsync("k", root.Payload.Index);
            ItemAt byRoot = await server.GetAtAsync("k", root.Payload);

            Assert.Equal(item, byIndex.Item);
            Assert.Equal(byIndex, byRoot);
            Holds(byIndex, root, now);
        }
    }

    [Fact]
    public async Task GetAt_BeforeTheKey_IsNotFound()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b");

        await Refusal.IsAsync(StatusCode.NotFound, "Key not found", () => server.GetAtAsync("b", 0));
        await Refusal.IsAsync(StatusCode.NotFound, "Key not found", () => server.GetAtAsync("a", new RootIndex()));
        Assert.Equal(1UL, (await server.GetAtAsync("b", 1)).Item.Index);
    }

    [Fact]
    public async Task GetAt_Reference_IsResolvedOnceAtThatTime()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("k", "old"); // 0
        await server.SetAsync("l", "l"); // 1
        await server.ReferenceAsync("r", "k", 0); // 2
        await server.SetAsync("k", "new"); // 3
        await server.ReferenceAsync("r", "l"); // 4
        await server.SetAsync("r", "plain"); // 5
        await server.SetAsync("k", "newest"); // 6

        await Refusal.IsAsync(StatusCode.NotFound, "Key not found", () => server.GetAtAsync("r", 1));
        Assert.Equal(0UL, (await server.GetAtAsync("r", 2)).Item.Index);
        Assert.Equal(3UL, (await server.GetAtAsync("r", 3)).Item.Index);
        Assert.Equal(1UL, (await server.GetAtAsync("r", 4)).Item.Index);
        Assert.Equal(5UL, (await server.GetAtAsync("r", 6)).Item.Index);
    }

    [Fact]
    public async Task GetAt_RootOfAnotherLedger_IsAFailedPrecondition()
    {
        await using var server = await TestServer.OpenAsync();
        await using var other = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b", "c");
        await other.SetEachAsync("a", "x");
        RootIndex foreign = (await other.CurrentRootAsync()).Payload;

        await Refusal.IsAsync(
            StatusCode.FailedPrecondition,
            "this ledger never had the root given: it is of another ledger, or one of the two was changed",
            () => server.GetAtAsync("a", foreign));
    }

    [Fact]
    public async Task GetAt_RootAtAnotherIndex_IsAFailedPrecondition()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b");
        RootIndex root = (await server.CurrentRootAsync()).Payload;
        await server.SetEachAsync("c");

        RefusedIsPrecondition(await Assert.ThrowsAsync<RpcException>(() => server.GetAtAsync("a", new RootIndex { Index = 0, Root = root.Root })));
        RefusedIsPrecondition(await Assert.ThrowsAsync<RpcException>(() => server.GetAtAsync("a", new RootIndex { Index = 2, Root = root.Root })));
        Assert.Equal(0UL, (await server.GetAtAsync("a", root)).Item.Index);
    }

    [Theory]
    [InlineData(3UL)]
    [InlineData(ulong.MaxValue)]
    public async Task GetAt_RootPastTheEnd_SaysThatTheLedgerIsShorter(ulong index)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b", "c");
        var root = new RootIndex { Index = index, Root = Bytes.Of('r', 32) };

        await Refusal.IsAsync(
            StatusCode.FailedPrecondition,
            "the root given is of more entries than this ledger has: it is of another ledger, or entries were cut off",
            () => server.GetAtAsync("a", root));
    }

    [Theory]
    [InlineData(3UL)]
    [InlineData(ulong.MaxValue)]
    public async Task GetAt_IndexPastTheEnd_IsNotFound(ulong index)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b", "c");

        await Refusal.IsAsync(StatusCode.NotFound, "index not found", () => server.GetAtAsync("a", index));
    }

    [Fact]
    public async Task GetAt_RequestThatMakesNoSense_IsInvalid()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b");

        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid key", () => server.GetAtAsync("", 0));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid key", () => server.GetAtAsync(Requests.FlushMark, 0));
        await Refusal.IsAsync(
            StatusCode.InvalidArgument, "give a time in index or in root", () => server.GetAtAsync(new GetAtRequest { Key = Bytes.Of("a") }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid root", () => server.GetAtAsync("a", new RootIndex { Index = 1 }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid root", () => server.GetAtAsync("a", new RootIndex { Root = Bytes.Of('r', 31) }));
    }

    private static void RefusedIsPrecondition(RpcException refusal) => Assert.Equal(StatusCode.FailedPrecondition, refusal.Code);

    private static void Holds(ItemAt answer, Root then, Root now)
    {
        Core.Hashing.Hash leaf = Core.Hashing.TreeHash.Leaf(answer.Item.Index, answer.Item.Key.Span, answer.Item.Value.Span);
        Assert.Equal((then.Payload.Index, then.Payload.Root), (answer.Inclusion.At, answer.Inclusion.Root));
        Assert.Equal(
            ProofFault.None,
            Core.Merkle.InclusionProof.Verify(
                answer.Item.Index, then.Payload.Index + 1, leaf, ProofCheck.Hashes(answer.Inclusion.Path), ProofCheck.HashOf(then.Payload.Root)));
        Assert.Equal((then.Payload.Index, then.Payload.Root), (answer.Consistency.First, answer.Consistency.FirstRoot));
        Assert.Equal((now.Payload.Index, now.Payload.Root), (answer.Consistency.Second, answer.Consistency.SecondRoot));
        ProofCheck.Continues(then, answer.Consistency.Second, answer.Consistency.SecondRoot, answer.Consistency.Path);
    }
}
