using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

public abstract partial class BlobStoreContract
{
    private const string Small = "manifest/index";

    [Fact]
    public async Task Put_IfAbsentAndAbsent_IsThere()
    {
        string? version = await PutAsync("one", PutCondition.IfAbsent);

        BlobContent? content = await Store.GetAsync(Small, Ct);
        Assert.Equal("one"u8.ToArray(), content!.Bytes.ToArray());
        Assert.Equal(version, content.Version);
    }

    [Fact]
    public async Task Put_IfAbsentAndPresent_LeavesItAsItWas()
    {
        await PutAsync("one", PutCondition.IfAbsent);

        Assert.Null(await PutAsync("two", PutCondition.IfAbsent));
        Assert.Equal("one", await GetAsync());
    }

    [Fact]
    public async Task Put_IfMatch_Replaces()
    {
        string? first = await PutAsync("one", PutCondition.IfAbsent);

        string? second = await PutAsync("three", PutCondition.IfMatch(first!));

        Assert.NotNull(second);
        Assert.NotEqual(first, second);
        Assert.Equal("three", await GetAsync());
    }

    [Fact]
    public async Task Put_IfMatchOfAnOlderVersion_LeavesItAsItWas()
    {
        string? first = await PutAsync("one", PutCondition.IfAbsent);
        await PutAsync("two", PutCondition.IfMatch(first!));

        Assert.Null(await PutAsync("three", PutCondition.IfMatch(first!)));
        Assert.Equal("two", await GetAsync());
    }

    [Fact]
    public async Task Put_IfMatchAndGone_CreatesNothing()
    {
        string? first = await PutAsync("one", PutCondition.IfAbsent);
        await Store.DeleteAsync(Small, Ct);

        Assert.Null(await PutAsync("two", PutCondition.IfMatch(first!)));
        Assert.Null(await Store.GetAsync(Small, Ct));
    }

    [Theory]
    [InlineData(PutDurability.Durable)]
    [InlineData(PutDurability.Derived)]
    public async Task Put_SixteenInANewFolderIfAbsent_ExactlyOneWins(PutDurability durability)
    {
        for (int round = 0; round < 20; round++)
        {
            string name = $"round-{round}/{durability.ToString().ToLowerInvariant()}/manifest";
            string?[] versions = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(
                async () => await Store.PutAsync(name, new[] { (byte)writer }, PutCondition.IfAbsent, durability, Ct), Ct)));

            Assert.Single(versions, v => v is not null);
            Assert.Equal((byte)Array.FindIndex(versions, v => v is not null), (await Store.GetAsync(name, Ct))!.Bytes.Span[0]);
        }
    }

    [Fact]
    public async Task Put_SixteenIfMatch_ExactlyOneWins()
    {
        string version = (await PutAsync("start", PutCondition.IfAbsent))!;
        for (int round = 0; round < 20; round++)
        {
            string?[] versions = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(
                () => PutAsync($"{round} {writer}", PutCondition.IfMatch(version)), Ct)));

            version = Assert.Single(versions, v => v is not null)!;
        }
    }

    [Fact]
    public async Task Get_NoSuchBlob_IsNull() => Assert.Null(await Store.GetAsync(Small, Ct));

    [Fact]
    public async Task Read_SmallBlob_GivesRanges()
    {
        await PutAsync("hello", PutCondition.IfAbsent);
        var bytes = new byte[10];

        Assert.Equal(3, await Store.ReadAsync(Small, 2, bytes, Ct));
        Assert.Equal("llo"u8.ToArray(), bytes[..3]);
    }

    private async Task<string?> PutAsync(string content, PutCondition condition) =>
        await Store.PutAsync(Small, System.Text.Encoding.ASCII.GetBytes(content), condition, PutDurability.Durable, Ct);

    private async Task<string?> GetAsync() =>
        await Store.GetAsync(Small, Ct) is { } content ? System.Text.Encoding.ASCII.GetString(content.Bytes.Span) : null;
}
