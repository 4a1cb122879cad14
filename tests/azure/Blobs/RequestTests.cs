using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Azure.Tests.Doubles;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests;
using Xunit;
using BlobInfo = ImmuFunctions.Ledger.Storage.BlobInfo;

namespace ImmuFunctions.Azure.Tests.Blobs;

/// <summary>Which requests the store makes, of which container, and what uploads in several requests come to.</summary>
public sealed class RequestTests(SharedAzurite azurite) : IAsyncLifetime
{
    private const string Run = "index/0-9.run";

    private ProxiedStore Proxied { get; set; } = null!;

    private AzureBlobStore Store => Proxied.Store;

    public async ValueTask InitializeAsync() => Proxied = await ProxiedStore.OpenAsync(azurite);

    public ValueTask DisposeAsync() => Proxied.DisposeAsync();

    [Fact]
    public async Task Names_OfBothContainers_AreListedAsOneInOrder()
    {
        await Store.CreateAppendBlobAsync("a/log/1.seg", Ct);
        await Store.CreateAppendBlobAsync("c/log/1.seg", Ct);
        await PutAsync("a/index/manifest", 1);
        await PutAsync("b/settings", 2);
        await PutAsync("c/log/note", 3);
        await PutAsync("d", 4);

        List<BlobInfo> all = await Store.ListAsync("", Ct).ToListAsync(Ct);

        Assert.Equal([new("a/index/manifest", 1), new("a/log/1.seg", 0), new("b/settings", 2), new("c/log/1.seg", 0), new("c/log/note", 3), new("d", 4)], all);
        Assert.Equal(2, Proxied.Requests("comp=list"));
        string[] written = [.. Proxied.Proxy.Requests.Where(r => r.StartsWith("PUT", StringComparison.Ordinal) && !r.Contains("restype", StringComparison.Ordinal))];
        Assert.Equal(6, written.Length);
        Assert.All(written, r => Assert.NotEqual(r.Contains("-state/", StringComparison.Ordinal), r.EndsWith("log/1.seg", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8192)]
    [InlineData(5_000_000)]
    public async Task PutReadAndGet_AreOneRequestEach(int length)
    {
        int before = Proxied.Proxy.Requests.Count;
        string version = (await PutAsync("settings", length))!;
        Assert.Equal(before + 1, Proxied.Proxy.Requests.Count);

        Assert.Equal(length, await Store.ReadAsync("settings", 0, new byte[length + 1], Ct));
        Assert.Equal(before + 2, Proxied.Proxy.Requests.Count);

        BlobContent content = (await Store.GetAsync("settings", Ct))!;
        Assert.Equal((length, version), (content.Bytes.Length, content.Version));
        Assert.InRange(Proxied.Proxy.Requests.Count, before + 3, before + (length is 0 or > 4 << 20 ? 4 : 3));
    }

    [Fact]
    public async Task Get_ReplacedBetweenTwoPieces_IsOfOneVersion()
    {
        string version = (await PutAsync("settings", 5_000_000, fill: 1))!;
        int reads = 0;
        Proxied.Proxy.Fate = request =>
        {
            // Before the second piece.
            if (request.StartsWith("GET", StringComparison.Ordinal) && Interlocked.Increment(ref reads) == 2)
                Proxied.Truth.PutAsync("settings", Filled(2, 4_500_000), PutCondition.IfMatch(version), PutDurability.Durable, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return Fate.Pass;
        };

        BlobContent content = (await Store.GetAsync("settings", Ct))!;

        Assert.Equal(4_500_000, content.Bytes.Length);
        Assert.False(content.Bytes.Span.ContainsAnyExcept((byte)2));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(BlockUpload.BlockBytes, 1)]
    [InlineData(BlockUpload.BlockBytes + 1, 3)]
    public async Task Upload_UpToABlock_IsOneRequest(int length, int requests)
    {
        int before = Proxied.Proxy.Requests.Count;

        await UploadAsync(Filled(7, length));

        Assert.Equal(before + requests, Proxied.Proxy.Requests.Count);
        Assert.Equal([new(Run, length)], await Store.ListAsync("", Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task Upload_BlocksSentAndNotCommitted_IsNotSeen()
    {
        await using (IBlobUpload upload = await Store.UploadAsync(Run, Ct))
        {
            await upload.WriteAsync(Filled(7, 2 * BlockUpload.BlockBytes + 1), Ct);
            Assert.Equal(-1, await Store.ReadAsync(Run, 0, new byte[1], Ct));
        }

        Assert.Null(await Store.GetAsync(Run, Ct));
        Assert.Empty(await Store.ListAsync("", Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task Upload_TwoOfTheSameManyBytes_BothCommit()
    {
        byte[] bytes = Filled(7, 2 * BlockUpload.BlockBytes + 5);
        await using IBlobUpload first = await Store.UploadAsync(Run, Ct);
        await using IBlobUpload second = await Store.UploadAsync(Run, Ct);
        await first.WriteAsync(bytes, Ct);
        await second.WriteAsync(bytes, Ct);

        await first.CommitAsync(Ct);
        await second.CommitAsync(Ct);

        Assert.Equal([new(Run, bytes.Length)], await Store.ListAsync("", Ct).ToListAsync(Ct));
        Assert.True(await IsAsync(bytes));
    }

    [Fact]
    public async Task Upload_TwoOfOtherManyBytes_TheSecondIsToldAndTheFirstIsWhole()
    {
        byte[] bytes = Filled(7, BlockUpload.BlockBytes + 5);
        await using IBlobUpload first = await Store.UploadAsync(Run, Ct);
        await using IBlobUpload second = await Store.UploadAsync(Run, Ct);
        await first.WriteAsync(bytes, Ct);
        await second.WriteAsync(Filled(8, (2 * BlockUpload.BlockBytes) + 9), Ct);
        await first.CommitAsync(Ct);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await second.CommitAsync(Ct));

        Assert.Contains("Begin again", e.Message, StringComparison.Ordinal);
        Assert.True(await IsAsync(bytes));
    }

    [Fact]
    public async Task Upload_ABlockIsNotAnswered_IsSentAgain()
    {
        byte[] bytes = Filled(7, BlockUpload.BlockBytes + 5);
        Proxied.Meet("comp=block&", Fate.LoseAnswer, Fate.Answer(503, "ServerBusy"));

        await UploadAsync(bytes);

        Assert.True(await IsAsync(bytes));
    }

    [Fact]
    public async Task Upload_ABlockIsRefused_ThrowsAndTakesNothingMore()
    {
        await using IBlobUpload upload = await Store.UploadAsync(Run, Ct);
        Proxied.MeetAlways("comp=block", Fate.Answer(403, "AuthorizationPermissionMismatch"));
        await upload.WriteAsync(Filled(7, BlockUpload.BlockBytes + 5), Ct);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await upload.CommitAsync(Ct));

        Assert.Contains("Storage Blob Data Contributor", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await upload.WriteAsync("x"u8.ToArray(), Ct));
    }

    private static byte[] Filled(byte value, int length)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private async Task<string?> PutAsync(string name, int length, byte fill = 1) =>
        await Store.PutAsync(name, Filled(fill, length), PutCondition.IfAbsent, PutDurability.Durable, Ct);

    private async Task<bool> IsAsync(byte[] bytes) => await Store.GetAsync(Run, Ct) is { } run && run.Bytes.Span.SequenceEqual(bytes);

    private async Task UploadAsync(byte[] bytes)
    {
        await using IBlobUpload upload = await Store.UploadAsync(Run, Ct);
        await upload.WriteAsync(bytes, Ct);
        await upload.CommitAsync(Ct);
    }
}
