using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

/// <summary>Reading a folder that another has open.</summary>
public sealed class FolderReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_NoFolder_IsNotFoundAndMakesNone()
    {
        string missing = Path.Join(_folder.Root, "missing");

        var refusal = Assert.Throws<LedgerException>(() => FolderReader.Open(missing));

        Assert.Equal(LedgerErrorKind.NotFound, refusal.Kind);
        Assert.False(Directory.Exists(missing));
    }

    [Fact]
    public async Task Reader_WhileAStoreIsOpen_SeesTheSame()
    {
        await using FolderStore store = FolderStore.Open(_folder.Root);
        await store.CreateAppendBlobAsync("a/log.seg", Ct);
        await store.AppendAsync("a/log.seg", 0, "hello"u8.ToArray(), Ct);
        await store.PutAsync("b", "small"u8.ToArray(), PutCondition.IfAbsent, PutDurability.Durable, Ct);
        FolderReader reader = FolderReader.Open(_folder.Root);
        var buffer = new byte[10];

        int read = await reader.ReadAsync("a/log.seg", 1, buffer, Ct);

        Assert.Equal("ello"u8, buffer.AsSpan(0, read));
        Assert.Equal(-1, await reader.ReadAsync("a/none", 0, buffer, Ct));
        Assert.Equal(await store.AcknowledgedAsync("a/log.seg", Ct), await reader.AcknowledgedAsync("a/log.seg", Ct));
        Assert.Equal(default, await reader.AcknowledgedAsync("x/none.seg", Ct));
        Assert.Equal((await store.GetAsync("b", Ct))!.Version, (await reader.GetAsync("b", Ct))!.Version);
        Assert.Null(await reader.GetAsync("none", Ct));
        Assert.Equal(await store.ListAsync("", Ct).ToListAsync(Ct), await reader.ListAsync("", Ct).ToListAsync(Ct));
        Assert.Equal(await store.ListFoldersAsync(Ct).ToListAsync(Ct), await reader.ListFoldersAsync(Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task AcknowledgedAsync_FileWasCutOff_IsCorrupt()
    {
        await using (FolderStore store = FolderStore.Open(_folder.Root))
        {
            await store.CreateAppendBlobAsync("log.seg", Ct);
            await store.AppendAsync("log.seg", 0, "hello"u8.ToArray(), Ct);
        }

        File.WriteAllText(Path.Join(_folder.Root, "log.seg"), "hell");

        var refusal = await Assert.ThrowsAsync<LedgerException>(async () => await FolderReader.Open(_folder.Root).AcknowledgedAsync("log.seg", Ct));
        Assert.Equal(LedgerErrorKind.Corrupt, refusal.Kind);
    }

    [Fact]
    public async Task Writes_OfAnyKind_AreRefused()
    {
        FolderReader reader = FolderReader.Open(_folder.Root);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.CreateAppendBlobAsync("a.seg", Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.AppendAsync("a.seg", 0, new byte[1], Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.PutAsync("a", default, PutCondition.IfAbsent, PutDurability.Durable, Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.UploadAsync("a", Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.DeleteAsync("a", Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.CutTailAsync("a.seg", 0, Ct));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task LedgerAudit_OfAFolderThatIsWrittenTo_Passes()
    {
        await using FolderStore store = FolderStore.Open(_folder.Root);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store);
        await ledger.LoadAsync(300);

        AuditResult result = await LedgerAudit.RunAsync(FolderReader.Open(_folder.Root), "", "db", null, AuditOptions.Everything, Ct);

        Assert.Equal((AuditOutcome.Passed, 300UL), (result.Verdict.Outcome, result.Verdict.Size));
    }
}
