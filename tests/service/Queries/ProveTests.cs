using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using ImmuFunctions.V1;
using Xunit;

namespace ImmuFunctions.Service.Tests.Queries;

public sealed class ProveTests
{
    [Fact]
    public async Task Prove_SizesAndEntries_EachLinkAndEntryHolds()
    {
        await using var server = await TestServer.OpenAsync();
        var leaves = new List<Hash>();
        var roots = new Dictionary<ulong, Hash>();
        for (int i = 0; i < 300; i++)
        {
            await server.SetAsync($"k{i}", $"v{i}");
            leaves.Add(TreeHash.Leaf((ulong)i, Bytes.Of($"k{i}").Span, Bytes.Of($"v{i}").Span));
            roots[(ulong)i + 1] = Hash.FromBytes((await server.CurrentRootAsync()).Payload.Root.Span);
        }

        ulong[] sizes = [1, 7, 7, 64, 255, 256, 299];
        ulong[] entries = [0, 298, 255, 255, 299];

        ProveReply reply = await server.ProveAsync(new ProveRequest { Sizes = { sizes }, ToNow = true, Entries = { entries } });

        Assert.Equal(300u, reply.Size);
        ulong[] all = [.. sizes, 300];
        Assert.Equal(all.SelectMany(size => roots[size].ToArray()), reply.Roots.ToByteArray());
        Assert.Equal(all.Length - 1, reply.Links.Count);
        for (int i = 1; i < all.Length; i++)
            Assert.Equal(ProofFault.None, ConsistencyProof.Verify(all[i - 1], roots[all[i - 1]], all[i], roots[all[i]], Hash.AsHashes(reply.Links[i - 1].Span)));
        for (int i = 0; i < entries.Length; i++)
            Assert.Equal(ProofFault.None, InclusionProof.Verify(entries[i], 300, leaves[(int)entries[i]], Hash.AsHashes(reply.Inclusions[i].Span), roots[300]));
    }

    [Fact]
    public async Task Prove_EmptyLogToNow_IsEmpty()
    {
        await using var server = await TestServer.OpenAsync();

        Assert.Equal(new ProveReply(), await server.ProveAsync(new ProveRequest { ToNow = true }));
        Assert.Equal(new ProveReply(), await server.ProveAsync(new ProveRequest()));
    }

    [Fact]
    public async Task Prove_BeyondTheEnd_IsNotFound()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b");

        await AssertRefusedAsync(ImmuErrors.IndexNotFound(), new ProveRequest { Sizes = { 3 } }, server);
        await AssertRefusedAsync(ImmuErrors.IndexNotFound(), new ProveRequest { Sizes = { 1 }, Entries = { 1 } }, server);
        await AssertRefusedAsync(ImmuErrors.IndexNotFound(), new ProveRequest { ToNow = true, Entries = { 2 } }, server);
        await AssertRefusedAsync(ImmuErrors.IndexNotFound(), new ProveRequest { Sizes = { ulong.MaxValue } }, server);
    }

    [Fact]
    public async Task Prove_AgainstTheRules_IsInvalid()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b");

        foreach (ProveRequest request in new ProveRequest[]
        {
            new() { Sizes = { 0 } },
            new() { Sizes = { 2, 1 } },
            new() { Entries = { 0 } },
            new() { Sizes = { Enumerable.Repeat(1UL, 257) } },
            new() { Sizes = { 1 }, Entries = { Enumerable.Repeat(0UL, 1025) } },
        })
        {
            await AssertRefusedAsync(ImmuErrors.InvalidProofRequest(), request, server);
        }
    }

    private static async Task AssertRefusedAsync(RpcException expected, ProveRequest request, TestServer server)
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => server.ProveAsync(request));
        Assert.Equal((expected.Code, expected.Message), (refused.Code, refused.Message));
    }
}
