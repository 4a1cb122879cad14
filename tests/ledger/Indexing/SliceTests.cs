using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>Where slices end, and so which runs there are, follows from the log, however it came to be known.</summary>
public sealed class SliceTests
{
    // Ends by entries and by bytes are both met.
    private static readonly LedgerOptions Options = Sliced.Options with { SegmentFrames = 23, SliceBytes = 2500, ValueIndex = true };

    // This one writes the log and no runs.
    private static readonly LedgerOptions OnlyLog = Options with { SliceEntries = 1 << 20, SliceBytes = long.MaxValue };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Runs_SameLogReadInOtherPiecesAndOtherRestarts_AreTheSame(int seed)
    {
        var random = new Random(seed);
        EntryDraft[][] batches = [.. Enumerable.Range(0, 160).Select(_ => Batch(random))];
        var shared = new MemoryStore(exclusive: false);
        var restarted = new MemoryStore();
        LedgerEngine stopping = await TestLedger.OpenAsync(restarted, Options);
        await using (LedgerEngine writer = await TestLedger.OpenAsync(shared, OnlyLog))
        await using (LedgerEngine follower = await TestLedger.OpenAsync(shared, Options))
        {
            foreach (EntryDraft[] batch in batches)
            {
                await writer.AppendAsync(batch, Ct);
                if (random.Next(9) == 0)
                    await follower.NowAsync();

                if (random.Next(7) == 0)
                {
                    await stopping.DisposeAsync();
                    stopping = await TestLedger.OpenAsync(restarted, Options);
                }

                await stopping.AppendAsync(batch, Ct);
            }

            await follower.NowAsync();
            await follower.SettleAsync(Ct);
        }

        await stopping.DisposeAsync();
        Dictionary<string, byte[]> once = await SlicedLog.UndisturbedAsync(shared, Options);

        Assert.True(once.Count > 1);
        Assert.Equal(once, await SlicedLog.SettledAsync(restarted, Options));
        Dictionary<string, byte[]> followed = await Sliced.BlobsAsync(shared);
        Assert.All(once, run => Assert.Equal(run.Value, followed[run.Key]));
    }

    private static EntryDraft[] Batch(Random random) =>
        [.. Enumerable.Range(0, 1 + random.Next(6)).Select(_ => TestLedger.Draft($"key-{random.Next(40)}", new string('v', random.Next(8) == 0 ? 600 : random.Next(40))))];
}
