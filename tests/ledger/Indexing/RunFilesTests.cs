using System.Buffers;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

public sealed class RunFilesTests
{
    private const int Versions = 9000;

    // Every third entry writes the key, and its rows fill more than a page: most sizes lie between two versions, some between two blocks, some between the pages.
    [Fact]
    public async Task Latest_AtEverySize_IsTheVersionBeforeIt()
    {
        await using var store = new MemoryStore();
        RunInfo run = await PutAsync(store);
        var files = new RunFiles(store, new StorageNames(""), new LedgerCache(64 << 20));
        byte[] group = IndexRows.KeyGroup("hot"u8), other = IndexRows.KeyGroup("hos"u8);
        Assert.True(run.Pages.Count > 1);

        for (ulong size = 1; size <= 3 * Versions; size++)
        {
            RowTail? latest = await files.LatestAsync(run, IndexRows.NewestOf(group, size), group.Length, Ct);
            Assert.Equal(size == 1 ? null : ((size - 2) / 3 * 3) + 1, latest?.EntryIndex);
        }

        Assert.Null(await files.LatestAsync(run, IndexRows.NewestOf(other, 3 * Versions), other.Length, Ct));
    }

    private static async Task<RunInfo> PutAsync(MemoryStore store)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new RunWriter(0, 3 * Versions, 1, bytes);
        foreach (byte[] row in Enumerable.Range(0, Versions).Select(i => Rows.OfKey("hot"u8, (3 * (ulong)i) + 1)).Order(Rows.Ascending))
            writer.Add(row);
        RunInfo run = writer.Finish();
        await store.PutAsync(RunName.Format(run.From, run.To), bytes.WrittenMemory, PutCondition.IfAbsent, PutDurability.Derived, Ct);
        return run;
    }
}
