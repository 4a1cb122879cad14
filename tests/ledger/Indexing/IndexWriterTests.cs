using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

public sealed class IndexWriterTests
{
    [Fact]
    public async Task Add_ThousandsOfRows_KeepsFewRunsAndEveryRow()
    {
        await using var writer = new IndexWriter(memtableRows: 4);
        for (int i = 0; i < 4000; i++)
        {
            await writer.ThrottleAsync(Ct);
            writer.Add(BitConverter.GetBytes(i % 300), EntryKind.Plain);
        }

        while (writer.View.Sealed.Length >= IndexWriter.MergeWidth)
            await Task.Delay(1, Ct);

        Assert.InRange(writer.View.Runs.Length, 1, 4 * 6); // at most four of each of six sizes, the fourth being merged
        Assert.Equal(4000, writer.Measure().Rows);
        Assert.Equal(3999ul, writer.View.Latest(BitConverter.GetBytes(3999 % 300), 4000)!.Value.Index);
        Assert.Equal(14, writer.View.Versions(BitConverter.GetBytes(7), 4000).Count());
    }

    [Fact]
    public async Task View_TakenBeforeMoreRows_StaysAsItWas()
    {
        await using var writer = new IndexWriter(memtableRows: 3);
        for (int i = 0; i < 10; i++)
            writer.Add("k"u8, EntryKind.Plain);
        IndexView taken = writer.View;

        for (int i = 0; i < 200; i++)
        {
            await writer.ThrottleAsync(Ct);
            writer.Add("k"u8, EntryKind.Plain);
        }

        Assert.Equal(9ul, taken.Latest("k"u8, 10)!.Value.Index);
        Assert.Equal(10, taken.Versions("k"u8.ToArray(), 10).Count());
    }

    [Fact]
    public async Task Throttle_FarBehind_WaitsUntilTheBackgroundHasMoved()
    {
        await using var writer = new IndexWriter(memtableRows: 1);
        for (int i = 0; i < 1000; i++)
            writer.Add("k"u8, EntryKind.Plain);

        await writer.ThrottleAsync(Ct);

        Assert.True(writer.View.Sealed.Length < IndexWriter.MaxSealed);
    }
}
