using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

/// <summary>What uploads leave in the folder; what they promise to every caller is in <see cref="BlobStoreContract"/>.</summary>
public sealed class FolderUploadTests : IDisposable
{
    private const string Run = "index/0-9.run";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commit_AndAbort_LeaveNoOtherFile()
    {
        await using FolderStore store = FolderStore.Open(_folder.Root);

        await (await BeginAsync(store)).DisposeAsync();
        Assert.Empty(FilesOfTheIndex());

        await using IBlobUpload upload = await BeginAsync(store);
        await upload.CommitAsync(Ct);
        Assert.Equal([Run], FilesOfTheIndex());
    }

    [Fact]
    public async Task Open_AfterACrashDuringAnUpload_FindsAndLeavesNothing()
    {
        FolderStore crashed = FolderStore.Open(_folder.Root);
        IBlobUpload unfinished = await BeginAsync(crashed);
        await crashed.DisposeAsync(); // lets go of the lock, as the end of the process does; the upload's file stays
        Assert.NotEmpty(FilesOfTheIndex());

        await using FolderStore store = FolderStore.Open(_folder.Root);

        Assert.Empty(await store.ListAsync("", Ct).ToListAsync(Ct));
        Assert.Equal(-1, await store.ReadAsync(Run, 0, new byte[1], Ct));
        Assert.Empty(FilesOfTheIndex());
        await unfinished.DisposeAsync();
    }

    [Fact]
    public async Task Commit_FileCannotBeRenamed_IsUnavailableAndTakesNothingMore()
    {
        await using FolderStore store = FolderStore.Open(_folder.Root);
        IBlobUpload upload = await BeginAsync(store);
        Directory.CreateDirectory(_folder.PathOf(Run));

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await upload.CommitAsync(Ct));
        Assert.Contains(Run, e.Message, StringComparison.Ordinal);
        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await upload.WriteAsync(new byte[1], Ct));
        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await upload.CommitAsync(Ct));

        await upload.DisposeAsync();
        Assert.Empty(FilesOfTheIndex());
    }

    [Fact]
    public async Task Upload_FolderIsAFile_IsUnavailableAndWorksOnceMended()
    {
        await using FolderStore store = FolderStore.Open(_folder.Root);
        File.WriteAllText(_folder.PathOf("index"), "in the way");

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await store.UploadAsync(Run, Ct));
        File.Delete(_folder.PathOf("index"));

        await (await BeginAsync(store)).DisposeAsync();
    }

    private static async Task<IBlobUpload> BeginAsync(FolderStore store)
    {
        IBlobUpload upload = await store.UploadAsync(Run, Ct);
        await upload.WriteAsync(new byte[5_000_000], Ct);
        return upload;
    }

    private string[] FilesOfTheIndex() =>
        [.. Directory.EnumerateFiles(_folder.PathOf("index")).Select(f => Path.GetRelativePath(_folder.Root, f))];
}
