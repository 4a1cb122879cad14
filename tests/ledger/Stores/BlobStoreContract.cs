using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

/// <summary>What every store promises about append blobs, listings and names; each store runs it. Puts and uploads are in the other parts.</summary>
public abstract partial class BlobStoreContract : IAsyncLifetime
{
    private const string Blob = "log/0.seg";

    private IBlobStore Store { get; set; } = null!;

    /// <summary>Opens an empty store.</summary>
    protected abstract ValueTask<IBlobStore> OpenAsync();

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Create_NewName_IsEmptyBlob()
    {
        Assert.True(await Store.CreateAppendBlobAsync(Blob, Ct));
        Assert.Equal(0, await Store.ReadAsync(Blob, 0, new byte[1], Ct));
    }

    [Fact]
    public async Task Create_NameThere_LeavesItAsItWas()
    {
        await CreateWithAsync("abc"u8.ToArray());

        Assert.False(await Store.CreateAppendBlobAsync(Blob, Ct));
        Assert.Equal("abc"u8.ToArray(), await ReadAsync(0, 10));
    }

    [Fact]
    public async Task Append_AtTheEnd_AddsBytes()
    {
        await CreateWithAsync("abc"u8.ToArray());

        Assert.Equal(AppendOutcome.Appended, await Store.AppendAsync(Blob, 3, "de"u8.ToArray(), Ct));
        Assert.Equal("abcde"u8.ToArray(), await ReadAsync(0, 10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Append_AtAnotherPosition_WritesNothing(long position)
    {
        await CreateWithAsync("abc"u8.ToArray());

        Assert.Equal(AppendOutcome.PositionNotMet, await Store.AppendAsync(Blob, position, "x"u8.ToArray(), Ct));
        Assert.Equal("abc"u8.ToArray(), await ReadAsync(0, 10));
    }

    [Fact]
    public async Task Append_NoSuchBlob_IsPositionNotMetAndCreatesNothing()
    {
        Assert.Equal(AppendOutcome.PositionNotMet, await Store.AppendAsync(Blob, 0, "x"u8.ToArray(), Ct));
        Assert.Equal(-1, await Store.ReadAsync(Blob, 0, new byte[1], Ct));
    }

    [Fact]
    public async Task Append_BlobCreatedAfterAFailedAppend_Works()
    {
        await Store.AppendAsync(Blob, 0, "x"u8.ToArray(), Ct);
        await Store.CreateAppendBlobAsync(Blob, Ct);

        Assert.Equal(AppendOutcome.Appended, await Store.AppendAsync(Blob, 0, "x"u8.ToArray(), Ct));
    }

    [Fact]
    public async Task Append_NothingOrTooMuch_IsRefused()
    {
        await Store.CreateAppendBlobAsync(Blob, Ct);

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.AppendAsync(Blob, 0, default, Ct));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.AppendAsync(Blob, 0, new byte[Store.MaxAppendBytes + 1], Ct));
        Assert.Equal(0, await Store.ReadAsync(Blob, 0, new byte[1], Ct));
    }

    [Fact]
    public async Task Append_CancelledToken_WritesNothing()
    {
        await Store.CreateAppendBlobAsync(Blob, Ct);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.AppendAsync(Blob, 0, "x"u8.ToArray(), new CancellationToken(canceled: true)));
        Assert.Equal(0, await Store.ReadAsync(Blob, 0, new byte[1], Ct));
    }

    [Fact]
    public async Task Append_BufferChangedAfterwards_KeepsWhatWasGiven()
    {
        await Store.CreateAppendBlobAsync(Blob, Ct);
        byte[] buffer = [1, 2, 3];
        await Store.AppendAsync(Blob, 0, buffer, Ct);

        buffer[0] = 9;

        Assert.Equal([1, 2, 3], await ReadAsync(0, 3));
    }

    [Fact]
    public async Task Append_SixteenAtOneLength_ExactlyOneWins()
    {
        await Store.CreateAppendBlobAsync(Blob, Ct);
        var winners = new List<byte>();
        for (int position = 0; position < 50; position++)
        {
            AppendOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(
                async () => await Store.AppendAsync(Blob, position, new[] { (byte)writer }, Ct), Ct)));

            Assert.Single(outcomes, AppendOutcome.Appended);
            Assert.Equal(15, outcomes.Count(o => o == AppendOutcome.PositionNotMet));
            winners.Add((byte)Array.IndexOf(outcomes, AppendOutcome.Appended));
        }

        Assert.Equal(winners, await ReadAsync(0, 100));
    }

    [Fact]
    public async Task Create_SixteenAtOnceThenAppend_OneCreatesAndNothingIsOverwritten()
    {
        for (int round = 0; round < 20; round++)
        {
            string name = $"round-{round}/log/0.seg";
            (bool Created, AppendOutcome Appended)[] all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(
                async () => (await Store.CreateAppendBlobAsync(name, Ct), await Store.AppendAsync(name, 0, "x"u8.ToArray(), Ct)), Ct)));

            Assert.Single(all, a => a.Created);
            Assert.Single(all, a => a.Appended == AppendOutcome.Appended);
            Assert.Equal(1, await Store.ReadAsync(name, 0, new byte[16], Ct));
        }
    }

    [Theory]
    [InlineData(0, 5, "abcde")]
    [InlineData(1, 3, "bcd")]
    [InlineData(3, 10, "de")]
    [InlineData(5, 1, "")]
    [InlineData(99, 1, "")]
    [InlineData(0, 0, "")]
    public async Task Read_Range_GivesWhatLiesThere(long offset, int length, string expected)
    {
        await CreateWithAsync("abcde"u8.ToArray());

        Assert.Equal(System.Text.Encoding.ASCII.GetBytes(expected), await ReadAsync(offset, length));
    }

    [Fact]
    public async Task Read_NoSuchBlob_IsMinusOne()
    {
        Assert.Equal(-1, await Store.ReadAsync(Blob, 0, new byte[1], Ct));
        Assert.Equal(-1, await Store.ReadAsync("tile/0/000", 0, new byte[1], Ct));
    }

    [Fact]
    public async Task List_Prefix_GivesNamesInOrdinalOrderWithLengths()
    {
        foreach (string name in (string[])["log/2.seg", "log/10.seg", "logs/1.seg", "tile/0/x001/000", "log/1.seg"])
            await Store.CreateAppendBlobAsync(name, Ct);
        await Store.AppendAsync("log/10.seg", 0, "abc"u8.ToArray(), Ct);

        Assert.Equal([new("log/1.seg", 0), new("log/10.seg", 3), new("log/2.seg", 0)], await ListAsync("log/"));
        Assert.Equal(["log/1.seg", "log/10.seg", "log/2.seg", "logs/1.seg"], (await ListAsync("lo")).Select(b => b.Name));
        Assert.Equal(["log/1.seg", "log/10.seg"], (await ListAsync("log/1")).Select(b => b.Name));
        Assert.Equal(5, (await ListAsync("")).Count);
        Assert.Empty(await ListAsync("nothing/"));
    }

    [Fact]
    public async Task List_CancelledToken_Stops()
    {
        await Store.CreateAppendBlobAsync(Blob, Ct);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Store.ListAsync("", new CancellationToken(canceled: true)).ToListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Delete_Blob_IsGoneAndCanBeCreatedAfresh()
    {
        await CreateWithAsync("abc"u8.ToArray());

        Assert.True(await Store.DeleteAsync(Blob, Ct));
        Assert.False(await Store.DeleteAsync(Blob, Ct));
        Assert.Equal(-1, await Store.ReadAsync(Blob, 0, new byte[1], Ct));
        Assert.Empty(await ListAsync(""));
        await CreateWithAsync("x"u8.ToArray());
        Assert.Equal("x"u8.ToArray(), await ReadAsync(0, 10));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("../a")]
    [InlineData("a/.hidden")]
    [InlineData("A")]
    [InlineData("ä")]
    [InlineData("a b")]
    [InlineData("a\\b")]
    [InlineData("a.tmp")]
    [InlineData("log/0.seg.ack")]
    public async Task Name_AgainstTheRule_IsRefused(string name)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.CreateAppendBlobAsync(name, Ct));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.PutAsync(name, default, PutCondition.IfAbsent, PutDurability.Derived, Ct));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.UploadAsync(name, Ct));
        Assert.Empty(await ListAsync(""));
    }

    [Fact]
    public async Task Acknowledged_AfterAppends_IsTheLength()
    {
        await CreateWithAsync("abc"u8.ToArray());

        Assert.Equal(3, (await Store.AcknowledgedAsync(Blob, Ct)).AtLeast);
        Assert.Equal(0, (await Store.AcknowledgedAsync("log/1.seg", Ct)).AtLeast);
    }

    private async Task CreateWithAsync(byte[] content)
    {
        Assert.True(await Store.CreateAppendBlobAsync(Blob, Ct));
        Assert.Equal(AppendOutcome.Appended, await Store.AppendAsync(Blob, 0, content, Ct));
    }

    private async Task<byte[]> ReadAsync(long offset, int length)
    {
        var bytes = new byte[length];
        int read = await Store.ReadAsync(Blob, offset, bytes, Ct);
        return bytes[..read];
    }

    private async Task<List<BlobInfo>> ListAsync(string prefix) => await Store.ListAsync(prefix, Ct).ToListAsync(Ct);
}
