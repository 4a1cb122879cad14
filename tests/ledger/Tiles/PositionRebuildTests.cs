using System.Runtime.CompilerServices;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Tiles;

/// <summary>Positions that are made again from the log.</summary>
public sealed class PositionRebuildTests
{
    // Found by simulation: a listing that had not noticed the newest segment yet made a sound log look damaged.
    [Fact]
    public async Task Read_PositionsAreLostAndListingIsBehind_FindsSegmentsByTheirSeals()
    {
        var memory = new MemoryStore(exclusive: false);
        LedgerOptions options = TestLedger.Small with { SliceEntries = 64, CacheBytes = 1 };
        await using (LedgerEngine writer = await TestLedger.OpenAsync(memory, options))
        {
            await writer.LoadAsync(300, perFrame: 4); // 32 entries to a segment
            await writer.SettleAsync(Ct);
        }

        await using LedgerEngine reader = await TestLedger.OpenAsync(new ShortLists(memory), options);
        await memory.DeleteAsync("positions/000", Ct);

        Snapshot snapshot = await reader.NowAsync();

        Assert.Equal(250UL, (await snapshot.EntryAsync(250, Ct)).Index);
        Assert.Equal("value-250", System.Text.Encoding.UTF8.GetString((await snapshot.EntryAsync(250, Ct)).Value.Span));
    }

    // Shows the first two segments only.
    private sealed class ShortLists(IBlobStore inner) : StoreDecorator(inner)
    {
        public override async IAsyncEnumerable<BlobInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            int shown = 0;
            await foreach (BlobInfo blob in base.ListAsync(prefix, cancellationToken))
            {
                if (!prefix.StartsWith("log/", StringComparison.Ordinal) || shown++ < 2)
                    yield return blob;
            }
        }
    }
}
