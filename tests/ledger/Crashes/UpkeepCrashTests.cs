using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Stores;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Crashes;

/// <summary>A process killed (SIGKILL) in the middle of flush, merge and manifest swap: twenty times each, at injected moments, always on the same folder.</summary>
public sealed class UpkeepCrashTests
{
    private const int Rounds = 20;

    private static readonly LedgerOptions Options = new() { SliceEntries = CrashWriter.SliceEntries, RunGrace = TimeSpan.Zero, UpkeepShare = 1 };

    [Theory]
    [InlineData("Flush")]
    [InlineData("Merge")]
    [InlineData("Manifest")]
    public async Task Kill_InUpkeep_LosesNothingAndEndsInTheSameRuns(string point)
    {
        using var folder = new TemporaryFolder();
        ulong acknowledged = 0;
        for (int round = 1; round <= Rounds; round++)
        {
            // The moments of a step are few; with each round another one comes.
            acknowledged = Math.Max(acknowledged, await CrashWriter.RunAsync(folder.Root, point, round, Ct));
            await RequireAllThereAsync(folder.Root, acknowledged);
        }

        Dictionary<string, byte[]> afterCrashes = await SettledIndexAsync(folder.Root);
        Directory.Delete(Path.Join(folder.Root, "index"), recursive: true);
        Assert.Equal(afterCrashes, await SettledIndexAsync(folder.Root));
        Assert.True(acknowledged > 4 * CrashWriter.SliceEntries, $"{acknowledged} entries are too few to have been merged");
        Assert.Contains(afterCrashes.Keys, name => RunName.TryParse(RunName.Folder + name, out _, out _)); // how many depends on where the log happens to end
    }

    private static async Task RequireAllThereAsync(string folder, ulong acknowledged)
    {
        await using FolderStore store = FolderStore.Open(folder);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Options);
        Snapshot snapshot = await ledger.NowAsync();
        Assert.True(snapshot.Size >= acknowledged, $"{acknowledged} entries were acknowledged, {snapshot.Size} are there");

        for (ulong index = 0; index < snapshot.Size; index += 1 + (index / 8))
            Assert.Equal($"value-{index}", System.Text.Encoding.ASCII.GetString((await snapshot.EntryAsync(index, Ct)).Value.Span));

        Assert.Equal(Math.Min(snapshot.Size, 977), await snapshot.CountKeysAsync(Ct));
        for (ulong key = 0; key < Math.Min(snapshot.Size, 977); key += 7)
        {
            ulong newest = key + ((snapshot.Size - 1 - key) / 977 * 977);
            KeyVersion? found = await snapshot.LatestAsync(System.Text.Encoding.ASCII.GetBytes($"key-{key}"), Ct);
            Assert.Equal(newest, found!.Value.Index);
        }
    }

    // Every run by name, as bytes: the manifest names them with their roots.
    private static async Task<Dictionary<string, byte[]>> SettledIndexAsync(string folder)
    {
        await using (FolderStore store = FolderStore.Open(folder))
        await using (LedgerEngine ledger = await TestLedger.OpenAsync(store, Options))
            await ledger.SettleAsync(Ct);

        await using (FolderStore store = FolderStore.Open(folder))
        await using (await TestLedger.OpenAsync(store, Options))
        {
            // Opening removes what was merged away.
        }

        return Directory.EnumerateFiles(Path.Join(folder, "index")).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);
    }
}
