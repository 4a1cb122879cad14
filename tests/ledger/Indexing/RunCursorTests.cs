using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using ImmuFunctions.Ledger.Tiles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

public sealed class RunCursorTests : IAsyncDisposable
{
    private static readonly StorageNames Names = new("");

    private readonly CountingStore _store = new(new MemoryStore());
    private readonly byte[][] _rows;
    private readonly RunInfo _run;

    // Three pages: short groups, a group of 9,000 rows across the first page's end, short groups again.
    public RunCursorTests()
    {
        _rows = [.. Enumerable.Range(0, 20_000)
            .Select(i => Rows.OfKey(i is > 5000 and < 14_000 ? "k05000"u8 : System.Text.Encoding.ASCII.GetBytes($"k{i:D5}"), (ulong)i))
            .Order(Rows.Ascending)];
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new RunWriter(0, 20_000, 1, bytes);
        foreach (byte[] row in _rows)
            writer.Add(row);
        _run = writer.Finish();
        Rows.AtOnce(new ValueTask(_store.PutAsync(Names.Run(0, 20_000), bytes.WrittenMemory, PutCondition.IfAbsent, PutDurability.Derived, default).AsTask()));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Moves_OfAnyKind_AreThoseInASortedList(bool sequential)
    {
        var files = new RunFiles(_store, Names, new LedgerCache(8 << 20));
        Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), script => Holds(sequential ? files.Cursor(_run) : files.Cursor(_run, default), script))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(200));
    }

    [Fact]
    public async Task Next_Sequential_ReadsEveryPageOnceAndKeepsNothing()
    {
        var cache = new LedgerCache(8 << 20);
        using IRowCursor cursor = new RunFiles(_store, Names, cache).Cursor(_run);
        _store.Forget();

        int count = 0;
        await cursor.SeekAsync(default, Ct);
        while (cursor.IsValid)
        {
            Assert.Equal(_rows[count++], cursor.Row.ToArray());
            await cursor.NextAsync(Ct);
        }

        Assert.Equal((20_000, 3), (count, _store.Operations.Count));
        Assert.Equal(0, cache.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Walk_NothingKnown_ReadsEveryPageOnce(bool reverse)
    {
        var cache = new LedgerCache(8 << 20);
        var files = new RunFiles(_store, Names, cache);

        Assert.Equal(3, await ReadsOfWalkAsync(files, reverse));
        Assert.InRange(cache.Count, 3, 3 + 16); // the directories, and the first blocks
    }

    // The first block is read by itself, then the rest of its page, then every other page at once.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Walk_OnlyDirectoriesKnown_ReadsTheRestOfThePageFromTheSecondBlockOn(bool reverse)
    {
        var files = new RunFiles(_store, Names, new LedgerCache(8 << 20));
        foreach (string absent in (string[])["k00000x", "k05000x", "k19999x"])
        {
            byte[] group = IndexRows.KeyGroup(System.Text.Encoding.ASCII.GetBytes(absent));
            Assert.Null(await files.LatestAsync(_run, group, group.Length, Ct));
        }

        Assert.Equal(4, await ReadsOfWalkAsync(files, reverse));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Walk_EverythingIsCached_ReadsNothing(bool reverse)
    {
        var files = new RunFiles(_store, Names, new LedgerCache(64 << 20));
        foreach (byte[] row in _rows)
            await files.LatestAsync(_run, row, IndexRows.GroupLength(row), Ct);

        Assert.Equal(0, await ReadsOfWalkAsync(files, reverse));
    }

    [Fact]
    public async Task Walk_OverAFewBlocksAgain_ReadsNothing()
    {
        var files = new RunFiles(_store, Names, new LedgerCache(64 << 20));

        Assert.Equal(1, await ReadsOfWalkAsync(files, reverse: false, rows: 1000));
        Assert.Equal(0, await ReadsOfWalkAsync(files, reverse: false, rows: 1000));
    }

    [Fact]
    public async Task Cursor_WithinAGroup_ReadsNothingBesideIt()
    {
        byte[] group = IndexRows.KeyGroup("k04000"u8), absent = IndexRows.KeyGroup("k04000x"u8);
        var files = new RunFiles(_store, Names, new LedgerCache(8 << 20));
        using IRowCursor cursor = files.Cursor(_run, RowScope.Of(group)), none = files.Cursor(_run, RowScope.Of(absent));
        _store.Forget();

        await cursor.SeekAsync(group, Ct);
        Assert.True(cursor.Row.StartsWith(group));
        await none.SeekAsync(absent, Ct);
        Assert.False(none.IsValid);
        await none.SeekBeforeAsync(IndexRows.After(absent), Ct);
        Assert.False(none.IsValid);

        Assert.Single(_store.Operations);
    }

    [Fact]
    public async Task Next_ReadFails_CanBeAskedForAgain()
    {
        var faulty = new FailingReads(_store);
        using IRowCursor cursor = new RunFiles(faulty, Names, new LedgerCache(0)).Cursor(_run, default);
        await cursor.SeekAsync(default, Ct);

        for (int i = 0; i < _rows.Length; i++)
        {
            Assert.Equal(_rows[i], cursor.Row.ToArray());
            faulty.IsFailing = true;
            try
            {
                await cursor.NextAsync(Ct);
            }
            catch (LedgerException)
            {
                faulty.IsFailing = false;
                await cursor.NextAsync(Ct);
            }
        }

        Assert.False(cursor.IsValid);
    }

    // Walks from one end on, and looks whether these are the rows.
    private async Task<int> ReadsOfWalkAsync(RunFiles files, bool reverse, int rows = int.MaxValue)
    {
        byte[][] expected = [.. (reverse ? _rows.Reverse() : _rows).Take(rows)];
        using IRowCursor cursor = files.Cursor(_run, default);
        _store.Forget();
        await (reverse ? cursor.SeekBeforeAsync(default, Ct) : cursor.SeekAsync(default, Ct));
        foreach (byte[] row in expected)
        {
            Assert.True(cursor.Row.SequenceEqual(row));
            await (reverse ? cursor.PreviousAsync(Ct) : cursor.NextAsync(Ct));
        }

        Assert.Equal(rows < _rows.Length, cursor.IsValid);
        return _store.Operations.Count;
    }

    private bool Holds(IRowCursor cursor, int[] script)
    {
        int at = -1;
        foreach (int step in script)
        {
            // Far away, or close to the rows around pages' and blocks' ends.
            byte[] target = _rows[(int)((uint)(step * 7919) % 157 * 128) % _rows.Length];
            bool isValid = at >= 0 && at < _rows.Length;
            switch (((step % 6) + 6) % 6)
            {
                case 0:
                    cursor.SeekAsync(target, default).AsTask().Wait(Ct);
                    at = _rows.AsSpan().BinarySearch(target, Rows.Ascending);
                    break;
                case 1:
                    cursor.SeekBeforeAsync(target, default).AsTask().Wait(Ct);
                    at = _rows.AsSpan().BinarySearch(target, Rows.Ascending) - 1;
                    break;
                case 2:
                    cursor.SeekAsync((byte[])[.. target, 0], default).AsTask().Wait(Ct);
                    at = _rows.AsSpan().BinarySearch(target, Rows.Ascending) + 1;
                    break;
                case 3:
                    cursor.SeekBeforeAsync(default, default).AsTask().Wait(Ct);
                    at = _rows.Length - 1;
                    break;
                case 4:
                    cursor.NextAsync(default).AsTask().Wait(Ct);
                    at = isValid ? at + 1 : -1;
                    break;
                default:
                    cursor.PreviousAsync(default).AsTask().Wait(Ct);
                    at = isValid ? at - 1 : -1;
                    break;
            }

            isValid = at >= 0 && at < _rows.Length;
            if (cursor.IsValid != isValid || (isValid && !cursor.Row.SequenceEqual(_rows[at])))
                return false;
        }

        return true;
    }

    private sealed class FailingReads(IBlobStore inner) : StoreDecorator(inner)
    {
        public bool IsFailing { get; set; }

        public override ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
            IsFailing ? throw new LedgerException(LedgerErrorKind.Unavailable, "not now") : base.ReadAsync(name, offset, destination, cancellationToken);
    }
}
