using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Ledger.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

public sealed class MergedRowsTests
{
    // Each byte puts a row into some of the sources: rows with long common starts, and many in more than one.
    [Fact]
    public void Next_OverAnySources_GivesEveryRowOnceInOrder() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte>(), (places, shape) =>
        {
            int count = 1 + (shape % 16);
            byte[][] rows = [.. places.Select((p, i) => Rows.OfKey(Rows.AwkwardKeys[(p ^ (i * shape)) & 63], (ulong)(i % 5)))];
            SortedSet<byte[]>[] sources = [.. Enumerable.Range(0, count).Select(_ => new SortedSet<byte[]>(Rows.Ascending))];
            for (int i = 0; i < rows.Length; i++)
            {
                sources[places[i] % count].Add(rows[i]);
                sources[i % count].Add(rows[i]);
            }

            List<byte[]> merged = TakeAtOnce([.. sources.Select(s => new ListCursor([.. s]))]);
            return merged.SequenceEqual(new SortedSet<byte[]>(rows, Rows.Ascending), ByContent);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(400));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(16)]
    public void Next_OverMemtables_GivesEveryRowInOrder(int count)
    {
        var random = new Random(count);
        List<byte[]> expected = [];
        var cursors = new IRowCursor[count];
        for (int i = 0; i < count; i++)
        {
            var table = new Memtable((ulong)i * 1000, 2000);
            for (int entry = 0; entry < 1000; entry++)
            {
                byte[] key = [.. "/accounts/"u8, .. BitConverter.GetBytes(random.Next(500))];
                Rows.Add(table, key);
                expected.Add(Rows.OfKey(key, (ulong)((i * 1000) + entry)));
            }

            cursors[i] = table.Cursor();
        }

        expected.Sort(Rows.Ascending);
        Assert.Equal(expected, TakeAtOnce(cursors));
    }

    [Fact]
    public async Task Next_OverSourcesThatHaveToRead_GivesEveryRowInOrder()
    {
        byte[][] rows = [.. Enumerable.Range(0, 300).Select(i => Rows.OfKey([(byte)i], (ulong)i)).Order(Rows.Ascending)];
        var merged = new MergedRows(
        [
            new ListCursor([.. rows.Where((_, i) => i % 3 == 0)]) { SlowEvery = 1 },
            new ListCursor([.. rows.Where((_, i) => i % 3 == 1)]) { SlowEvery = 5 },
            new ListCursor([.. rows.Where((_, i) => i % 3 != 0)]) { SlowEvery = 3 },
        ]);

        Assert.Equal(rows, await TakeAsync(merged));
    }

    [Fact]
    public async Task Next_AfterAFailedStep_GoesOnWithoutLossWhenAskedAgain()
    {
        byte[][] rows = [.. Enumerable.Range(0, 20).Select(i => Rows.OfKey([(byte)i], 0))];
        var merged = new MergedRows([new ListCursor(rows) { FailsAt = 1 }, new ListCursor(rows) { FailsAt = 8 }, new ListCursor(rows[3..])]);

        await Assert.ThrowsAsync<IOException>(async () => await merged.NextAsync(Ct));
        List<byte[]> taken = [];
        await Assert.ThrowsAsync<IOException>(async () => await TakeAsync(merged, taken));
        await TakeAsync(merged, taken);

        Assert.Equal(rows, taken);
    }

    [Fact]
    public async Task Next_PastTheEnd_IsFalseAgain()
    {
        var merged = new MergedRows([Rows.Memtable("a").Cursor(), Rows.Memtable("").Cursor()]);

        Assert.True(await merged.NextAsync(Ct));
        Assert.False(await merged.NextAsync(Ct));
        Assert.False(await merged.NextAsync(Ct));
    }

    [Fact]
    public async Task Next_OverNoSources_IsFalse() => Assert.False(await new MergedRows([]).NextAsync(Ct));

    [Fact]
    public void Next_FromMemory_AllocatesNothingPerRow()
    {
        const int Entries = 20_000;
        var tables = new Memtable[4];
        for (int i = 0; i < tables.Length; i++)
        {
            tables[i] = new Memtable((ulong)i * Entries, Entries + 3);
            for (int entry = 0; entry < Entries; entry++)
                Rows.Add(tables[i], BitConverter.GetBytes(entry * 7919));
        }

        IRowCursor[] cursors = [.. tables.Select(t => t.Cursor())];
        long before = GC.GetAllocatedBytesForCurrentThread();
        var merged = new MergedRows(cursors);
        int count = 0;
        while (NextAtOnce(merged))
            count++;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(tables.Length * Entries, count);
        Assert.InRange(allocated, 0, Entries / 2);
    }

    [Fact]
    public void Constructor_TooManySources_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MergedRows(new IRowCursor[MergedRows.MaxCursors + 1]));

    private static EqualityComparer<byte[]> ByContent { get; } =
        EqualityComparer<byte[]>.Create((a, b) => a.AsSpan().SequenceEqual(b), row => row.Length);

    private static List<byte[]> TakeAtOnce(IRowCursor[] cursors)
    {
        var merged = new MergedRows(cursors);
        List<byte[]> rows = [];
        while (NextAtOnce(merged))
            rows.Add(merged.Row.ToArray());
        return rows;
    }

    private static bool NextAtOnce(MergedRows merged)
    {
        ValueTask<bool> next = merged.NextAsync(default);
        if (!next.IsCompletedSuccessfully)
            throw new InvalidOperationException("Nothing had to be read.");
        return next.Result;
    }

    private static async Task<List<byte[]>> TakeAsync(MergedRows merged, List<byte[]>? into = null)
    {
        into ??= [];
        while (await merged.NextAsync(Ct))
            into.Add(merged.Row.ToArray());
        return into;
    }
}
