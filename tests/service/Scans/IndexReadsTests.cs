using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Scans;

public sealed class IndexReadsTests
{
    [Fact]
    public async Task ByIndex_Reference_IsTheEntryAsStored()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");
        await server.ReferenceAsync("r", "a");

        Assert.Equal(new Item { Key = Bytes.Of("r"), Value = Bytes.Of("a\0\0\0\0\0\0\0\0\0"), Index = 1 }, await server.ByIndexAsync(1));
    }

    [Theory]
    [InlineData(0, 0UL)]
    [InlineData(2, 2UL)]
    [InlineData(2, ulong.MaxValue)]
    public async Task ByIndex_PastTheEnd_IsNotFound(int size, ulong index)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetDatasetAsync(size);

        await Refusal.IsAsync(StatusCode.NotFound, "index not found", () => server.ByIndexAsync(index));
        await Refusal.IsAsync(StatusCode.NotFound, "index not found", () => server.BySafeIndexAsync(index, 9));
    }

    [Fact]
    public async Task BySafeIndex_EveryEntryAndTrustedRoot_IsProven()
    {
        await using var server = await TestServer.OpenAsync();
        var roots = new List<Root>();
        for (int i = 0; i < 9; i++)
        {
            await server.SetAsync($"{i}", $"{i}");
            roots.Add(await server.CurrentRootAsync());
        }

        for (ulong index = 0; index < 9; index++)
        {
            for (ulong trusted = 0; trusted < 9; trusted++)
            {
                SafeItem answer = await server.BySafeIndexAsync(index, trusted);

                Assert.Equal((index, 8UL), (answer.Proof.Index, answer.Proof.At));
                ProofCheck.Holds(answer.Proof, answer.Item.Key, answer.Item.Value, roots[(int)trusted]);
            }
        }
    }

    [Fact]
    public async Task BySafeIndex_RootPastTheEnd_IsInvalidRootIndex()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetDatasetAsync(3);

        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid root index", () => server.BySafeIndexAsync(0, 3));
    }

    [Theory]
    [InlineData(2UL, 0UL, new ulong[] { 0, 1 }, true)]
    [InlineData(2UL, 1UL, new ulong[] { 0, 1 }, true)]
    [InlineData(2UL, 2UL, new ulong[] { 2, 3 }, true)]
    [InlineData(2UL, 3UL, new ulong[] { 4 }, false)]
    [InlineData(5UL, 1UL, new ulong[] { 0, 1, 2, 3, 4 }, false)]
    [InlineData(4UL, 1UL, new ulong[] { 0, 1, 2, 3 }, true)]
    [InlineData(ulong.MaxValue, 1UL, new ulong[] { 0, 1, 2, 3, 4 }, false)]
    [InlineData(0UL, 0UL, new ulong[] { 0 }, true)]
    [InlineData(0UL, 7UL, new ulong[] { 0 }, true)]
    public async Task IScan_Pages_AreEntriesInOrder(ulong pageSize, ulong pageNumber, ulong[] expected, bool more)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetDatasetAsync(5);

        Page page = await server.IScanAsync(pageSize, pageNumber);

        Assert.Equal(expected, page.Items.Select(item => item.Index));
        Assert.Equal(more, page.More);
    }

    [Theory]
    [InlineData(0, 0UL, 0UL)]
    [InlineData(0, 10UL, 1UL)]
    [InlineData(5, 5UL, 2UL)]
    [InlineData(5, 1UL, 6UL)]
    [InlineData(5, ulong.MaxValue, ulong.MaxValue)]
    public async Task IScan_PageWithoutEntries_IsNotFound(int size, ulong pageSize, ulong pageNumber)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetDatasetAsync(size);

        await Refusal.IsAsync(StatusCode.NotFound, "index not found", () => server.IScanAsync(pageSize, pageNumber));
    }
}
