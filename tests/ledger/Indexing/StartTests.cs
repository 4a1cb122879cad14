using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using ImmuFunctions.Ledger.Tests.Stores;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>What a start reads when there is a manifest, and what it makes of one that was changed, lost or left behind.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Open_SharedStore_ReadsManifestAndTailAndWritesNothing()
    {
        var memory = new MemoryStore(exclusive: false);
        await (await Sliced.LoadedAsync(memory, 1005)).DisposeAsync();
        var store = new CountingStore(memory);

        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Sliced.Options);

        Assert.Equal(["get index/manifest", "read log/00000000000000000000.seg"], store.Operations);
        Assert.Equal(1005UL, (await ledger.NowAsync()).Size);
    }

    [Fact]
    public async Task Open_ManifestAtTheLogsVeryEnd_IsTheSameLedger()
    {
        var store = new MemoryStore();
        string before;
        await using (LedgerEngine ledger = await Sliced.LoadedAsync(store, 64 * Sliced.Entries))
            before = await Picture.OfAsync(await ledger.NowAsync());
        Assert.Equal(64UL * Sliced.Entries, (await Sliced.ManifestAsync(store)).Size);

        await using LedgerEngine again = await TestLedger.OpenAsync(store, Sliced.Options);

        Assert.Equal(before, await Picture.OfAsync(await again.NowAsync()));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(700)]
    public async Task Open_GoesOnWriting_HasTheRootsOfALedgerThatNeverStopped(int entries)
    {
        var stopped = new MemoryStore();
        for (int i = 0; i < 3; i++)
        {
            await using LedgerEngine ledger = await Sliced.LoadedAsync(stopped, entries, Sliced.Options with { SegmentFrames = 100 });
        }

        var running = new MemoryStore();
        await using LedgerEngine one = await TestLedger.OpenAsync(running, Sliced.Options);
        for (int i = 0; i < 3; i++)
            await one.LoadAsync(entries);
        await using LedgerEngine last = await TestLedger.OpenAsync(stopped, Sliced.Options with { SegmentFrames = 100 });

        Assert.Equal((await one.NowAsync()).Root, (await last.NowAsync()).Root);
        Assert.Equal(3UL * (ulong)entries, (await last.NowAsync()).Size);
        for (ulong index = 0; index < 3UL * (ulong)entries; index += 7)
            await (await last.NowAsync()).EntryAsync(index, Ct);
    }

    [Fact]
    public async Task Open_ManifestChanged_NamesItAndWhatToDo()
    {
        using var folder = new TemporaryFolder();
        await LoadFolderAsync(folder, 300);
        string path = folder.PathOf("index/manifest");
        byte[] bytes = await File.ReadAllBytesAsync(path, Ct);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Ct);

        LedgerException refusal = await Assert.ThrowsAsync<LedgerException>(() => LoadFolderAsync(folder, 0));

        Assert.Equal(LedgerErrorKind.Corrupt, refusal.Kind);
        Assert.Contains("index/manifest was changed", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Delete the folder index/", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ManifestOfAnotherLog_IsRefused()
    {
        using var mine = new TemporaryFolder();
        using var other = new TemporaryFolder();
        await LoadFolderAsync(mine, 300, "value");
        await LoadFolderAsync(other, 300, "other");
        File.Copy(other.PathOf("index/manifest"), mine.PathOf("index/manifest"), overwrite: true);

        LedgerException refusal = await Assert.ThrowsAsync<LedgerException>(() => LoadFolderAsync(mine, 0));

        Assert.Equal(LedgerErrorKind.Corrupt, refusal.Kind);
        Assert.Contains("does not belong to this log", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_LogCutBeforeTheManifestsEnd_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await LoadFolderAsync(folder, 300);
        string segment = folder.PathOf("log/00000000000000000000.seg");
        foreach (string derived in (string[])["tile", "positions"])
            Directory.Delete(folder.PathOf(derived), recursive: true);
        File.Delete(segment + ".ack");
        using (FileStream file = File.OpenWrite(segment))
            file.SetLength(file.Length / 2);

        LedgerException refusal = await Assert.ThrowsAsync<LedgerException>(() => LoadFolderAsync(folder, 0));

        Assert.Equal(LedgerErrorKind.Corrupt, refusal.Kind);
        Assert.Contains("the end of the log is missing", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_RunMissing_MakesTheIndexAgain()
    {
        var store = new MemoryStore();
        await (await Sliced.LoadedAsync(store, 500)).DisposeAsync();
        RunInfo bottom = (await Sliced.ManifestAsync(store)).Runs[0];
        await store.DeleteAsync(RunName.Format(bottom.From, bottom.To), Ct);

        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Sliced.Options);
        await ledger.SettleAsync(Ct);

        Assert.Equal(97UL, await (await ledger.NowAsync()).CountKeysAsync(Ct));
        Assert.Equal(bottom.Root, (await Sliced.ManifestAsync(store)).Runs[0].Root);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_AnotherChoiceAboutValues_MakesTheIndexAgainAndKeepsTheChoice(bool first)
    {
        var store = new MemoryStore();
        await (await Sliced.LoadedAsync(store, 200, Sliced.Options with { ValueIndex = first })).DisposeAsync();
        Assert.Equal(first, (await Sliced.ManifestAsync(store)).HasValues);

        await using (LedgerEngine changed = await TestLedger.OpenAsync(store, Sliced.Options with { ValueIndex = !first }))
            await changed.SettleAsync(Ct);
        await using LedgerEngine kept = await TestLedger.OpenAsync(store, Sliced.Options);

        Assert.Equal(!first, (await Sliced.ManifestAsync(store)).HasValues);
        Assert.Equal(!first, (await kept.NowAsync()).HasValueIndex);
    }

    [Fact]
    public async Task Open_ValuesChosenWhileTheLedgerWasSmall_AreKeptWithoutAManifest()
    {
        var store = new MemoryStore();
        await (await Sliced.LoadedAsync(store, 3, Sliced.Options with { ValueIndex = true })).DisposeAsync();

        await using LedgerEngine kept = await TestLedger.OpenAsync(store, Sliced.Options);

        Assert.True((await kept.NowAsync()).HasValueIndex);
    }

    private static async Task LoadFolderAsync(TemporaryFolder folder, int entries, string value = "value")
    {
        await using FolderStore store = FolderStore.Open(folder.Root);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Sliced.Options with { Time = TimeProvider.System });
        for (int i = 0; i < entries; i++)
            await ledger.SetAsync($"key-{i}", value);
        await ledger.SettleAsync(Ct);
    }
}
