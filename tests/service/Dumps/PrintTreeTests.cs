using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Dumps;

public sealed class PrintTreeTests
{
    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "1")]
    [InlineData(2, "2,1")]
    [InlineData(3, "3,1,1")]
    [InlineData(4, "4,2,1")]
    [InlineData(5, "5,2,1,1")]
    [InlineData(6, "6,3,1,1")] // the lone right child of level 1 is not repeated on level 2
    [InlineData(7, "7,3,2,1")]
    [InlineData(8, "8,4,2,1")]
    [InlineData(9, "9,4,2,1,1")]
    [InlineData(13, "13,6,3,2,1")]
    public async Task PrintTree_AnySize_ListsTheNodesThatExist(int size, string nodesPerLayer)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetDatasetAsync(size);

        Tree tree = await server.PrintTreeAsync();

        Assert.Equal(nodesPerLayer, string.Join(',', tree.T.Select(layer => layer.L.Count)));
    }

    [Fact]
    public async Task PrintTree_ThreeLeaves_HasTheSpecificationsDigests()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetDatasetAsync(3);

        Tree tree = await server.PrintTreeAsync();

        Node lastLeaf = tree.T[0].L[2];
        Assert.Equal("00000000000000000002", Hex(lastLeaf.I));
        Assert.Equal("5e671e2afce69eafb7824501f516040f4b17845858311ad0503c7cc94a90a1f2", Hex(lastLeaf.H));
        Assert.Equal(("2", true, false), (Bytes.Text(lastLeaf.Refk), lastLeaf.Ref, lastLeaf.Root));

        Node inner = Assert.Single(tree.T[1].L);
        Assert.Equal("00010000000000000000", Hex(inner.I));
        Assert.Equal("45681b0ed75bc5aeb3da606815357f7faa12e8c103deb2f044fadee9552a86f1", Hex(inner.H));
        Assert.Equal((false, false), (inner.Ref, inner.Root));

        Node root = Assert.Single(tree.T[2].L);
        Assert.Equal("324efd60a0c66a81d53c1fc6aacde7b4bb6f9f33307466e1df5ab92e91158f90", Hex(root.H));
        Assert.True(root.Root);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(64)]
    [InlineData(100)]
    public async Task PrintTree_AnySize_EndsInTheCurrentRoot(int size)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetDatasetAsync(size);

        Tree tree = await server.PrintTreeAsync();

        Assert.Equal((await server.CurrentRootAsync()).Payload.Root, Assert.Single(tree.T[^1].L).H);
    }

    [Fact]
    public async Task PrintTree_LargeTree_IsRefusedWithAdvice()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetBatchAsync([.. Enumerable.Range(0, 40_000).Select(i => Requests.Kv($"{i}", ""))]);
        await server.SetBatchAsync([.. Enumerable.Range(0, 25_537).Select(i => Requests.Kv($"{i}", ""))]);

        await Refusal.IsAsync(
            StatusCode.ResourceExhausted, "the tree has 65537 entries: up to 65536 are printed, use Dump instead", server.PrintTreeAsync);
    }

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
}
