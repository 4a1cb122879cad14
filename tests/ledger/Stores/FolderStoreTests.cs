using System.Globalization;
using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

public sealed class FolderStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_AlreadyOpen_NamesTheProcess()
    {
        await using FolderStore first = FolderStore.Open(_folder.Root);

        LedgerException e = Assert.Throws<LedgerException>(() => FolderStore.Open(_folder.Root));

        Assert.Equal(LedgerErrorKind.Unavailable, e.Kind);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), e.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Root, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AfterDispose_Works()
    {
        await FolderStore.Open(_folder.Root).DisposeAsync();
        await FolderStore.Open(_folder.Root).DisposeAsync();
    }

    [Fact]
    public async Task Dispose_Twice_IsHarmless()
    {
        FolderStore store = FolderStore.Open(_folder.Root);
        await store.DisposeAsync();
        await store.DisposeAsync();
    }

    [Fact]
    public void Open_UnderARegularFile_SaysItCannotBeUsed()
    {
        File.WriteAllText(_folder.PathOf("file"), "");

        LedgerException e = Assert.Throws<LedgerException>(() => FolderStore.Open(_folder.PathOf("file/data")));

        Assert.Equal(LedgerErrorKind.Unavailable, e.Kind);
        Assert.Contains("cannot be used", e.Message, StringComparison.Ordinal);
    }

    // Found by these tests: any failure to open the lock file was taken for another process.
    [Fact]
    public void Open_LockFileCannotBeOpened_DoesNotBlameAnotherProcess()
    {
        File.CreateSymbolicLink(_folder.PathOf(".lock"), _folder.PathOf(".lock"));

        LedgerException e = Assert.Throws<LedgerException>(() => FolderStore.Open(_folder.Root));

        Assert.Equal(LedgerErrorKind.Unavailable, e.Kind);
        Assert.DoesNotContain("another process", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_TemporaryFilesLeft_RemovesThemAndNothingElse()
    {
        Directory.CreateDirectory(_folder.PathOf("tile/0"));
        File.WriteAllText(_folder.PathOf("tile/0/000.17.tmp"), "half");
        File.WriteAllText(_folder.PathOf("notes.tmp"), "not ours");
        File.WriteAllText(_folder.PathOf("tile/0/001"), "whole");

        await using FolderStore store = FolderStore.Open(_folder.Root);

        Assert.False(File.Exists(_folder.PathOf("tile/0/000.17.tmp")));
        Assert.True(File.Exists(_folder.PathOf("notes.tmp")));
        Assert.Equal([new BlobInfo("tile/0/001", 5)], await store.ListAsync("tile/", Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task List_AppendBlobs_HidesMarksAndLock()
    {
        await using FolderStore store = FolderStore.Open(_folder.Root);
        await store.CreateAppendBlobAsync("log/0.seg", Ct);
        await store.AppendAsync("log/0.seg", 0, "abc"u8.ToArray(), Ct);

        Assert.Equal([new BlobInfo("log/0.seg", 3)], await store.ListAsync("", Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task Put_FolderIsAFile_IsUnavailableAndWorksOnceMended()
    {
        await using FolderStore store = FolderStore.Open(_folder.Root);
        File.WriteAllText(_folder.PathOf("tile"), "in the way");

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await PutAsync(store));
        File.Delete(_folder.PathOf("tile"));

        Assert.NotNull(await PutAsync(store));
    }

    // Found by these tests: the failure was kept and given to everybody until a restart.
    [Fact]
    public async Task Append_SegmentCouldNotBeOpenedOnce_WorksOnceMended()
    {
        await using FolderStore store = FolderStore.Open(_folder.Root);
        await store.CreateAppendBlobAsync("log/0.seg", Ct);
        Directory.CreateDirectory(_folder.PathOf("log/0.seg.ack"));

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await store.AppendAsync("log/0.seg", 0, "abc"u8.ToArray(), Ct));
        Directory.Delete(_folder.PathOf("log/0.seg.ack"));

        Assert.Equal(AppendOutcome.Appended, await store.AppendAsync("log/0.seg", 0, "abc"u8.ToArray(), Ct));
    }

    private static async Task<string?> PutAsync(FolderStore store) =>
        await store.PutAsync("tile/0/000", "abc"u8.ToArray(), PutCondition.IfAbsent, PutDurability.Durable, Ct);
}
