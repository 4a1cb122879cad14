using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Items;

public sealed class SetTests
{
    [Fact]
    public async Task Set_NewKeys_GetConsecutiveIndexes()
    {
        await using var server = await TestServer.OpenAsync();

        Assert.Equal(0UL, (await server.SetAsync("a", "1")).Index_);
        Assert.Equal(1UL, (await server.SetAsync("b", "2")).Index_);
        Assert.Equal(2UL, (await server.SetAsync("a", "3")).Index_);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("\0rest")]
    [InlineData(Requests.FlushMark)]
    [InlineData("!badger!")]
    [InlineData("!badger!head")]
    public async Task Set_KeyNobodyMayWrite_IsInvalidKey(string key)
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.WritesNothingAsync(server, StatusCode.InvalidArgument, "invalid key", () => server.SetAsync(key, "v"));
        await Refusal.WritesNothingAsync(server, StatusCode.InvalidArgument, "invalid key", () => server.SafeSetAsync(Requests.SafeSet(key, "v")));
    }

    [Theory]
    [InlineData(Requests.FlushMark + "x")]
    [InlineData("x\0")]
    [InlineData("!badger")]
    [InlineData("\xff\xfe")]
    [InlineData(Requests.SetSeparator + "s")]
    public async Task Set_KeyThatOnlyLooksReserved_IsKept(string key)
    {
        await using var server = await TestServer.OpenAsync();

        await server.SetAsync(key, "v");

        Assert.Equal("v", Bytes.Text((await server.GetAsync(key)).Value));
    }

    [Fact]
    public async Task Set_LongestKey_IsKept()
    {
        await using var server = await TestServer.OpenAsync();
        var longest = new string('k', 65_000);

        await server.SetAsync(longest, "v");

        Assert.Equal("v", Bytes.Text((await server.GetAsync(longest)).Value));
    }

    [Fact]
    public async Task Set_KeyTooLong_NamesItsSize()
    {
        await using var server = await TestServer.OpenAsync();
        var tooLong = new KeyValue { Key = Bytes.Of('k', 65_001) };

        var refusal = await Assert.ThrowsAsync<RpcException>(() => server.SetAsync(tooLong));

        Assert.Equal(StatusCode.Unknown, refusal.Code);
        Assert.StartsWith("unknown error: Key with size 65001 exceeded 65000 limit. Key:", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(refusal.Message.Length, 0, 8_000);
    }

    [Fact]
    public async Task Set_EmptyValue_IsKept()
    {
        await using var server = await TestServer.OpenAsync();

        await server.SetAsync("k", "");

        Assert.Equal(new Item { Key = Bytes.Of("k") }, await server.GetAsync("k"));
    }

    [Fact]
    public async Task SafeSet_WithoutItem_IsInvalidKey()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.WritesNothingAsync(server, StatusCode.InvalidArgument, "invalid key", () => server.SafeSetAsync(new SafeSetOptions()));
    }

    [Theory]
    [InlineData(0, 1UL)]
    [InlineData(0, ulong.MaxValue)]
    [InlineData(1, 1UL)]
    [InlineData(3, 3UL)]
    [InlineData(3, ulong.MaxValue)]
    public async Task SafeSet_RootPastTheEnd_IsInvalidRootIndex(int size, ulong rootIndex)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetDatasetAsync(size);

        await Refusal.WritesNothingAsync(
            server, StatusCode.InvalidArgument, "invalid root index", () => server.SafeSetAsync(Requests.SafeSet("k", "v", rootIndex)));
    }

    [Fact]
    public async Task SafeSet_BadKeyAndBadRoot_SpeaksOfTheKey()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid key", () => server.SafeSetAsync(Requests.SafeSet("", "v", 9)));
    }

    [Fact]
    public async Task SafeSet_ByAClientThatFollows_ProvesEveryStep()
    {
        await using var server = await TestServer.OpenAsync();

        for (ulong i = 0; i < 70; i++)
        {
            Root trusted = await server.CurrentRootAsync();
            Proof proof = await server.SafeSetAsync(Requests.SafeSet($"{i}", "v", trusted.Payload.Index));

            Assert.Equal((i, i), (proof.Index, proof.At));
            ProofCheck.Holds(proof, Bytes.Of($"{i}"), Bytes.Of("v"), trusted);
        }
    }

    [Fact]
    public async Task SafeSet_AmongOtherWriters_EndsAtItsOwnEntry()
    {
        await using var server = await TestServer.OpenAsync();
        Root trusted = await FirstRootAsync(server);

        Proof[] proofs = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            Task.Run(() => server.SafeSetAsync(Requests.SafeSet($"k{i}", "v", 0)))));

        Assert.Equal(Enumerable.Range(1, 50).Select(i => (ulong)i), proofs.Select(proof => proof.Index).Order());
        Assert.All(proofs.Index(), proof =>
        {
            Assert.Equal(proof.Item.Index, proof.Item.At);
            ProofCheck.Holds(proof.Item, Bytes.Of($"k{proof.Index}"), Bytes.Of("v"), trusted);
        });
    }

    [Fact]
    public async Task SafeSet_OldTrustedRoot_ProvesFromThere()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetDatasetAsync(5);
        Root trusted = await server.CurrentRootAsync();
        await server.SetDatasetAsync(20);

        Proof proof = await server.SafeSetAsync(Requests.SafeSet("k", "v", 4));

        ProofCheck.Holds(proof, Bytes.Of("k"), Bytes.Of("v"), trusted);
    }

    private static async Task<Root> FirstRootAsync(TestServer server)
    {
        await server.SetAsync("first", "v");
        return await server.CurrentRootAsync();
    }
}
