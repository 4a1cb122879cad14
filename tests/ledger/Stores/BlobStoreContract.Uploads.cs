using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

public abstract partial class BlobStoreContract
{
    private const string Large = "index/0-9.run";

    [Fact]
    public async Task Upload_BeforeTheCommit_IsNotSeen()
    {
        await using IBlobUpload upload = await Store.UploadAsync(Large, Ct);
        await upload.WriteAsync(new byte[5_000_000], Ct);

        Assert.Equal(-1, await Store.ReadAsync(Large, 0, new byte[1], Ct));
        Assert.Null(await Store.GetAsync(Large, Ct));
        Assert.Empty(await ListAsync(""));
        Assert.False(await Store.DeleteAsync(Large, Ct));
    }

    [Fact]
    public async Task Upload_Committed_IsReadAndListed()
    {
        await UploadAsync("hel"u8.ToArray(), "lo"u8.ToArray());
        var bytes = new byte[10];

        Assert.Equal(4, await Store.ReadAsync(Large, 1, bytes, Ct));
        Assert.Equal("ello"u8.ToArray(), bytes[..4]);
        Assert.Equal("hello"u8.ToArray(), (await Store.GetAsync(Large, Ct))!.Bytes.ToArray());
        Assert.Equal([new(Large, 5)], await ListAsync(""));
    }

    [Fact]
    public async Task Upload_DisposedWithoutCommit_LeavesNothing()
    {
        await using (IBlobUpload upload = await Store.UploadAsync(Large, Ct))
            await upload.WriteAsync("abc"u8.ToArray(), Ct);

        Assert.Equal(-1, await Store.ReadAsync(Large, 0, new byte[1], Ct));
        Assert.Empty(await ListAsync(""));
    }

    [Fact]
    public async Task Upload_DisposedWithoutCommit_LeavesTheBlobThatWasThere()
    {
        await UploadAsync("old"u8.ToArray());

        await using (IBlobUpload upload = await Store.UploadAsync(Large, Ct))
            await upload.WriteAsync("newer"u8.ToArray(), Ct);

        Assert.Equal("old"u8.ToArray(), await ReadAllAsync());
    }

    [Theory]
    [InlineData("a longer one than before")]
    [InlineData("x")]
    [InlineData("")]
    public async Task Upload_NameThere_Replaces(string next)
    {
        await UploadAsync("before"u8.ToArray());
        string? version = (await Store.GetAsync(Large, Ct))!.Version;
        Assert.Equal("before"u8.ToArray(), await ReadAllAsync());
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(next);

        await UploadAsync(bytes);

        Assert.Equal(bytes, await ReadAllAsync());
        Assert.Equal([new(Large, bytes.Length)], await ListAsync("index/"));
        Assert.NotEqual(version, (await Store.GetAsync(Large, Ct))!.Version);
    }

    [Fact]
    public async Task Upload_NoPieces_IsAnEmptyBlob()
    {
        await UploadAsync();

        Assert.Equal(0, await Store.ReadAsync(Large, 0, new byte[1], Ct));
        Assert.Equal([new(Large, 0)], await ListAsync(""));
    }

    [Fact]
    public async Task Upload_TwentyMegabytesInPiecesOfEverySize_ComesBackWhole()
    {
        var random = new Random(1);
        var content = new byte[20_000_000];
        random.NextBytes(content);
        await using (IBlobUpload upload = await Store.UploadAsync(Large, Ct))
        {
            for (int at = 0; at < content.Length;)
            {
                int length = Math.Min(content.Length - at, random.Next(4) == 0 ? random.Next(6_000_000) : random.Next(5000));
                await upload.WriteAsync(content.AsMemory(at, length), Ct);
                at += length;
            }

            await upload.CommitAsync(Ct);
        }

        byte[] whole = await ReadAllAsync();
        Assert.True(content.AsSpan().SequenceEqual(whole));
        var range = new byte[9_000_000];
        Assert.Equal(range.Length, await Store.ReadAsync(Large, 3_999_999, range, Ct));
        Assert.True(content.AsSpan(3_999_999, range.Length).SequenceEqual(range));
    }

    [Fact]
    public async Task Upload_BufferChangedAfterwards_KeepsWhatWasGiven()
    {
        byte[] buffer = [1, 2, 3];
        await using IBlobUpload upload = await Store.UploadAsync(Large, Ct);
        await upload.WriteAsync(buffer, Ct);
        buffer[0] = 9;
        await upload.CommitAsync(Ct);

        Assert.Equal([1, 2, 3], await ReadAllAsync());
    }

    [Fact]
    public async Task Upload_TwoOfOneNameAtOnce_TheLastCommitWinsAndBothAreWhole()
    {
        await using IBlobUpload first = await Store.UploadAsync(Large, Ct);
        await using IBlobUpload second = await Store.UploadAsync(Large, Ct);
        await second.WriteAsync("sec"u8.ToArray(), Ct);
        await first.WriteAsync("fir"u8.ToArray(), Ct);
        await second.WriteAsync("ond"u8.ToArray(), Ct);
        await first.WriteAsync("st"u8.ToArray(), Ct);

        await second.CommitAsync(Ct);
        Assert.Equal("second"u8.ToArray(), await ReadAllAsync());
        await first.CommitAsync(Ct);
        Assert.Equal("first"u8.ToArray(), await ReadAllAsync());
    }

    [Fact]
    public async Task Upload_ReplacedWhileItIsRead_EveryReadIsOfOneVersion()
    {
        const int Length = 300_000;
        await UploadAsync(Filled(0, Length));
        using var done = new CancellationTokenSource();
        Task[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var bytes = new byte[Length];
            for (byte newest = 0; !done.IsCancellationRequested;)
            {
                Assert.Equal(Length, await Store.ReadAsync(Large, 0, bytes, Ct));
                Assert.False(bytes.AsSpan().ContainsAnyExcept(bytes[0]));
                Assert.InRange(bytes[0], newest, byte.MaxValue);
                newest = bytes[0];
            }
        }, Ct))];

        for (byte version = 1; version <= 60; version++)
        {
            await UploadAsync(Filled(version, Length));
            var first = new byte[1];
            await Store.ReadAsync(Large, 0, first, Ct);
            Assert.Equal(version, first[0]);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task Upload_Deleted_IsGoneAndCanBeUploadedAfresh()
    {
        await UploadAsync("abc"u8.ToArray());
        Assert.Equal("abc"u8.ToArray(), await ReadAllAsync());

        Assert.True(await Store.DeleteAsync(Large, Ct));

        Assert.Equal(-1, await Store.ReadAsync(Large, 0, new byte[1], Ct));
        await UploadAsync("x"u8.ToArray());
        Assert.Equal("x"u8.ToArray(), await ReadAllAsync());
    }

    [Fact]
    public async Task Upload_OfABlobThatWasPut_ReplacesItAndSettlesItsCompareAndSwap()
    {
        string? version = await Store.PutAsync(Large, "put"u8.ToArray(), PutCondition.IfAbsent, PutDurability.Durable, Ct);
        Assert.Equal("put"u8.ToArray(), await ReadAllAsync());

        await UploadAsync("uploaded"u8.ToArray());

        Assert.Null(await Store.PutAsync(Large, "again"u8.ToArray(), PutCondition.IfMatch(version!), PutDurability.Durable, Ct));
        Assert.Null(await Store.PutAsync(Large, "again"u8.ToArray(), PutCondition.IfAbsent, PutDurability.Durable, Ct));
        Assert.Equal("uploaded"u8.ToArray(), await ReadAllAsync());
    }

    [Fact]
    public async Task Upload_AfterTheCommit_TakesNothingMore()
    {
        await using IBlobUpload upload = await Store.UploadAsync(Large, Ct);
        await upload.WriteAsync("abc"u8.ToArray(), Ct);
        await upload.CommitAsync(Ct);

        await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await upload.WriteAsync("d"u8.ToArray(), Ct));
        await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await upload.CommitAsync(Ct));
        await upload.DisposeAsync();
        await upload.DisposeAsync();
        Assert.Equal("abc"u8.ToArray(), await ReadAllAsync());
    }

    [Fact]
    public async Task Upload_CancelledToken_WritesNothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.UploadAsync(Large, cancelled));
        await using IBlobUpload upload = await Store.UploadAsync(Large, Ct);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await upload.WriteAsync("x"u8.ToArray(), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await upload.CommitAsync(cancelled));
        Assert.Empty(await ListAsync(""));

        await upload.WriteAsync("y"u8.ToArray(), Ct);
        await upload.CommitAsync(Ct);

        Assert.Equal("y"u8.ToArray(), await ReadAllAsync());
    }

    private static byte[] Filled(byte value, int length)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private async Task UploadAsync(params byte[][] pieces)
    {
        await using IBlobUpload upload = await Store.UploadAsync(Large, Ct);
        foreach (byte[] piece in pieces)
            await upload.WriteAsync(piece, Ct);
        await upload.CommitAsync(Ct);
    }

    private async Task<byte[]> ReadAllAsync()
    {
        var bytes = new byte[20_000_001];
        return bytes[..await Store.ReadAsync(Large, 0, bytes, Ct)];
    }
}
