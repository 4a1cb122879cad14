using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

public sealed class AcknowledgedMarkTests : IAsyncLifetime
{
    private const string Segment = "log/0.seg";

    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        await using FolderStore store = FolderStore.Open(_folder.Root);
        await store.CreateAppendBlobAsync(Segment, Ct);
        await store.AppendAsync(Segment, 0, "abc"u8.ToArray(), Ct);
        await store.AppendAsync(Segment, 3, "def"u8.ToArray(), Ct);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }

    [Fact]
    public async Task Acknowledged_AfterReopening_IsStillKnown()
    {
        await using FolderStore store = FolderStore.Open(_folder.Root);

        Acknowledged acknowledged = await store.AcknowledgedAsync(Segment, Ct);

        Assert.Equal(6, acknowledged.AtLeast);
        Assert.Equal(File.Exists("/proc/sys/kernel/random/boot_id"), acknowledged.IsExact);
    }

    [Fact]
    public async Task Open_FileShortened_IsCorruptAndSaysByHowMuch()
    {
        Shorten(4);
        await using FolderStore store = FolderStore.Open(_folder.Root);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await store.ReadAsync(Segment, 0, new byte[1], Ct));

        Assert.Contains(Segment, e.Message, StringComparison.Ordinal);
        Assert.Contains("4 bytes", e.Message, StringComparison.Ordinal);
        Assert.Contains("6 bytes", e.Message, StringComparison.Ordinal);
    }

    // Found by these tests: disposing threw the kept failure again and left the folder locked.
    [Fact]
    public async Task Dispose_AfterACorruptFile_LetsGoOfTheFolder()
    {
        Shorten(4);
        FolderStore store = FolderStore.Open(_folder.Root);
        await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await store.ReadAsync(Segment, 0, new byte[1], Ct));

        await store.DisposeAsync();

        await FolderStore.Open(_folder.Root).DisposeAsync();
    }

    [Fact]
    public async Task Acknowledged_MarkOfAnotherBoot_IsNotExact()
    {
        Rewrite(bytes =>
        {
            bytes[8] ^= 1;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(28), Core.Log.Crc32C.Compute(bytes.AsSpan(0, 28)));
        });
        await using FolderStore store = FolderStore.Open(_folder.Root);

        Assert.Equal(new Acknowledged(6, IsExact: false), await store.AcknowledgedAsync(Segment, Ct));
    }

    [Fact]
    public async Task Acknowledged_MarkDamaged_IsNotKnown()
    {
        Rewrite(bytes => bytes[3] ^= 1);
        await using FolderStore store = FolderStore.Open(_folder.Root);

        Assert.Equal(new Acknowledged(0, IsExact: false), await store.AcknowledgedAsync(Segment, Ct));
    }

    [Fact]
    public async Task Acknowledged_MarkMissing_IsNotKnown()
    {
        File.Delete(_folder.PathOf(Segment + ".ack"));
        await using FolderStore store = FolderStore.Open(_folder.Root);

        Assert.Equal(new Acknowledged(0, IsExact: false), await store.AcknowledgedAsync(Segment, Ct));
    }

    [Fact]
    public async Task CutTail_BehindTheMark_KeepsWhatWasAcknowledged()
    {
        File.AppendAllText(_folder.PathOf(Segment), "torn");
        await using FolderStore store = FolderStore.Open(_folder.Root);

        Assert.True(await store.CutTailAsync(Segment, 6, Ct));

        Assert.Equal("abcdef", File.ReadAllText(_folder.PathOf(Segment)));
        Assert.Equal(AppendOutcome.Appended, await store.AppendAsync(Segment, 6, "g"u8.ToArray(), Ct));
    }

    [Fact]
    public async Task CutTail_IntoTheAcknowledged_IsRefused()
    {
        await using FolderStore store = FolderStore.Open(_folder.Root);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.CutTailAsync(Segment, 5, Ct));
        Assert.Equal("abcdef", File.ReadAllText(_folder.PathOf(Segment)));
    }

    private void Shorten(long length)
    {
        using FileStream file = File.OpenWrite(_folder.PathOf(Segment));
        file.SetLength(length);
    }

    private void Rewrite(Action<byte[]> change)
    {
        byte[] bytes = File.ReadAllBytes(_folder.PathOf(Segment + ".ack"));
        change(bytes);
        File.WriteAllBytes(_folder.PathOf(Segment + ".ack"), bytes);
    }
}
