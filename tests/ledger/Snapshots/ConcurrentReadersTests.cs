using System.Text;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Stores;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Snapshots;

/// <summary>Readers beside a writer: whatever one snapshot answers belongs together.</summary>
public sealed class ConcurrentReadersTests
{
    private const int Keys = 37;

    // Entry i writes key i % 37 with value i: so what a snapshot of n entries must answer follows from n alone.
    [Fact]
    public async Task Snapshot_ReadWhileWriting_IsOfOnePiece()
    {
        using var folder = new TemporaryFolder();
        await using FolderStore store = FolderStore.Open(folder.Root);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, TestLedger.Small with { SegmentFrames = 20 });
        await WriteAsync(ledger, 0, 1);
        Task writing = Task.Run(() => WriteAsync(ledger, 1, 1500), Ct);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(reader => Task.Run(async () =>
        {
            var random = new Random(reader);
            do
            {
                await AssertWholeAsync(await ledger.NowAsync(), random);
            }
            while (!writing.IsCompleted);
        }, Ct)));

        await writing;
        await AssertWholeAsync(await ledger.NowAsync(), new Random(9));
    }

    private static async Task WriteAsync(LedgerEngine ledger, int from, int to)
    {
        for (int i = from; i < to; i += 3)
            await ledger.AppendAsync(Enumerable.Range(i, Math.Min(3, to - i)).Select(n => TestLedger.Draft(Key(n % Keys), $"{n}")).ToArray(), Ct);
    }

    private static async Task AssertWholeAsync(Snapshot snapshot, Random random)
    {
        ulong index = (ulong)random.NextInt64((long)snapshot.Size), size = snapshot.Size;
        Entry entry = await snapshot.EntryAsync(index, Ct);
        Assert.Equal((Key((int)(index % Keys)), $"{index}"), (Encoding.UTF8.GetString(entry.Key.Span), Encoding.UTF8.GetString(entry.Value.Span)));

        ulong newest = size - 1 - ((size - 1 - (index % Keys)) % Keys);
        Assert.Equal(newest, (await snapshot.LatestAsync(entry.Key, Ct))!.Value.Index);
        Assert.Equal(Math.Min(size, Keys), await snapshot.CountKeysAsync(Ct));
        Assert.Equal((int)((newest / Keys) + 1), await snapshot.VersionsAsync(entry.Key, oldestFirst: false, null, Ct).CountAsync(Ct));
        Assert.Equal(ProofFault.None, InclusionProof.Verify(index, size, entry.Leaf, await snapshot.InclusionAsync(index, size, Ct), snapshot.Root));
    }

    private static string Key(int number) => $"key {number:D2}";
}
