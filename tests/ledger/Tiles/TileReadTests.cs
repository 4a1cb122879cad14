using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Tiles;

/// <summary>Tiles and bundles as they are given to whoever computes proofs by themselves.</summary>
public sealed class TileReadTests
{
    private const string FirstSegment = "log/00000000000000000000.seg";

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(700)]
    public async Task Tile_EveryWidth_IsTheLeavesOfTheLog(int size)
    {
        await using LedgerEngine ledger = await LoadedAsync(new MemoryStore(), size);
        Snapshot now = await ledger.NowAsync();
        for (ulong number = 0; number <= (ulong)size / 256; number++)
        {
            int most = new TileId(0, number).WidthAt((ulong)size);
            foreach (int width in new[] { 1, 2, 100, 255, 256 })
            {
                ReadOnlyMemory<byte>? bytes = await now.TileAsync(new TileId(0, number), width, Ct);

                Assert.Equal(width <= most, bytes is not null);
                if (bytes is { } found)
                    Assert.Equal(await LeavesAsync(now, number * 256, width), found.ToArray());
            }
        }
    }

    [Fact]
    public async Task Tile_OfALevelAbove_IsTheRootsOfTheFullTilesBelow()
    {
        await using LedgerEngine ledger = await LoadedAsync(new MemoryStore(), 700);
        Snapshot now = await ledger.NowAsync();

        byte[] roots = (await now.TileAsync(new TileId(1, 0), 2, Ct))!.Value.ToArray();

        Assert.Equal((await now.NodeAsync(new NodeId(8, 0), Ct)).ToArray(), roots[..32]);
        Assert.Equal((await now.NodeAsync(new NodeId(8, 1), Ct)).ToArray(), roots[32..]);
        Assert.Null(await now.TileAsync(new TileId(1, 0), 3, Ct));
        Assert.Null(await now.TileAsync(new TileId(2, 0), 1, Ct));
        Assert.Null(await now.TileAsync(new TileId(63, 0), 1, Ct));
    }

    [Fact]
    public async Task Tile_OfAnOlderSnapshot_HasNotWhatCameLater()
    {
        await using LedgerEngine ledger = await LoadedAsync(new MemoryStore(), 100);
        Snapshot old = await ledger.NowAsync();
        await ledger.LoadAsync(50);

        Assert.Null(await old.TileAsync(new TileId(0, 0), 101, Ct));
        Assert.Null(await old.BundleAsync(0, 101, Ct));
        Assert.NotNull(await (await ledger.NowAsync()).TileAsync(new TileId(0, 0), 101, Ct));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public async Task TileAndBundle_WidthThatNoTileHas_Refuse(int width)
    {
        await using LedgerEngine ledger = await LoadedAsync(new MemoryStore(), 300);
        Snapshot now = await ledger.NowAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await now.TileAsync(new TileId(0, 0), width, Ct));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await now.BundleAsync(0, width, Ct));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 256)]
    [InlineData(7, 256)]
    [InlineData(300, 44)]
    public async Task Bundle_EverySegmentAndFrameLength_IsTheEntries(int perFrame, int width)
    {
        await using LedgerEngine ledger = await LoadedAsync(new MemoryStore(), 300, perFrame, TestLedger.Small); // segments of eight frames
        Snapshot now = await ledger.NowAsync();
        ulong number = width == 44 ? 1u : 0u;

        EntryRange range = (await now.BundleAsync(number, width, Ct))!;

        byte[] bundle = await BundleAsync(range);
        Assert.Equal(range.BundleLength, bundle.Length);
        Assert.Equal(BundleFault.None, EntryBundle.TryParse(bundle, width, out IReadOnlyList<ReadOnlyMemory<byte>> entries));
        Assert.Equal(await LeavesAsync(now, number * 256, width), entries.SelectMany(e => TreeHash.Leaf(e.Span).ToArray()).ToArray());
    }

    [Fact]
    public async Task Bundle_Cold_IsTwoReadsAndTheTile()
    {
        var memory = new MemoryStore();
        await (await LoadedAsync(memory, 700, 3)).DisposeAsync();
        var cold = new CountingStore(memory);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(cold, TestLedger.OneSegment);
        Snapshot now = await ledger.NowAsync();
        cold.Forget();

        await now.BundleAsync(1, 256, Ct);

        Assert.Equal(["read positions/001", "read tile/0/001", $"read {FirstSegment}"], cold.Operations);
    }

    [Fact]
    public async Task Tile_Cold_IsOneRead()
    {
        var memory = new MemoryStore();
        await (await LoadedAsync(memory, 700, 3)).DisposeAsync();
        var cold = new CountingStore(memory);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(cold, TestLedger.OneSegment);
        Snapshot now = await ledger.NowAsync();
        cold.Forget();

        await now.TileAsync(new TileId(0, 1), 17, Ct);

        Assert.Equal(["read tile/0/001"], cold.Operations);
    }

    [Theory]
    [InlineData(65_535, true)]
    [InlineData(65_536, false)]
    [InlineData(65_542, false)]
    [InlineData(65_543, false)]
    [InlineData(300_000, false)]
    public async Task Bundle_EntryOfSomeLength_IsThereUpTo65535Bytes(int bytes, bool fits)
    {
        await using LedgerEngine ledger = await LoadedAsync(new MemoryStore(), 3);
        await ledger.AppendAsync(new[] { TestLedger.Draft("key", new string('v', bytes - 16 - 3)) }, Ct);
        await ledger.LoadAsync(3);
        Snapshot now = await ledger.NowAsync();

        EntryRange range = (await now.BundleAsync(0, 7, Ct))!;

        Assert.Equal(fits ? null : 3u, range.TooLong);
        Assert.Null((await now.BundleAsync(0, 3, Ct))!.TooLong);
        if (fits)
            Assert.Equal(BundleFault.None, EntryBundle.TryParse(await BundleAsync(range), 7, out _));
        else
            await Assert.ThrowsAsync<InvalidOperationException>(() => BundleAsync(range));
    }

    [Fact]
    public async Task Bundle_LargestOne_IsInOnePieceOfTheLog()
    {
        var store = new CountingStore(new MemoryStore());
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, TestLedger.OneSegment);
        string longest = new('v', EntryBundle.MaxEntryLength - 16 - 3);
        for (int frame = 0; frame < 16; frame++)
            await ledger.AppendAsync(Enumerable.Range(0, 16).Select(i => TestLedger.Draft($"{frame:x}-{i:x}", longest)).ToArray(), Ct);
        Snapshot now = await ledger.NowAsync();
        store.Forget();

        EntryRange range = (await now.BundleAsync(0, 256, Ct))!;

        Assert.Equal(256 * (2 + EntryBundle.MaxEntryLength), range.BundleLength);
        Assert.Equal(1, store.Count($"read {FirstSegment}"));
    }

    [Fact]
    public async Task Bundle_AnyByteOfTheLogChanged_IsCorruptAndNamesTheEntryOrIsRight()
    {
        var memory = new MemoryStore();
        byte[] right, log;
        await using (LedgerEngine ledger = await LoadedAsync(memory, 300, 10))
        {
            right = await BundleAsync((await (await ledger.NowAsync()).BundleAsync(0, 256, Ct))!);
            log = (await memory.GetAsync(FirstSegment, Ct))!.Bytes.ToArray();
        }

        var changed = new ChangedBytes(memory, FirstSegment);
        await using LedgerEngine opened = await TestLedger.OpenAsync(changed, TestLedger.OneSegment);
        Snapshot now = await opened.NowAsync();
        int refused = 0;
        for (int at = 0; at < log.Length / 2; at += 7)
        {
            changed.At = at;
            try
            {
                Assert.Equal(right, await BundleAsync((await now.BundleAsync(0, 256, Ct))!));
            }
            catch (LedgerException e)
            {
                Assert.Equal(LedgerErrorKind.Corrupt, e.Kind);
                Assert.Contains("entry ", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(refused > 100);
    }

    [Fact]
    public void RecordRange_HostilePositions_StaysWithinBounds()
    {
        var random = new Random(1);
        for (int round = 0; round < 200; round++)
        {
            var rows = new EntryPosition[256];
            foreach (ref EntryPosition row in rows.AsSpan())
                row = new EntryPosition((ulong)random.Next(2), random.NextInt64(1L << random.Next(1, 47)), random.Next(1, 65_526));

            List<Ledger.Tiles.RecordRange> ranges = Ledger.Tiles.RecordRange.Of(rows, 256);

            Assert.Equal(Enumerable.Range(0, 256), ranges.SelectMany(r => Enumerable.Range(r.From, r.To - r.From)));
            Assert.All(ranges, r => Assert.InRange(r.Length, 1, 20 << 20));
        }
    }

    private static async Task<LedgerEngine> LoadedAsync(IBlobStore store, int entries, int perFrame = 50, LedgerOptions? options = null)
    {
        LedgerEngine ledger = await TestLedger.OpenAsync(store, options ?? TestLedger.OneSegment);
        await ledger.LoadAsync(entries, perFrame);
        return ledger;
    }

    private static async Task<byte[]> LeavesAsync(Snapshot snapshot, ulong first, int count)
    {
        var leaves = new List<byte>();
        for (int i = 0; i < count; i++)
            leaves.AddRange((await snapshot.EntryAsync(first + (ulong)i, Ct)).Leaf.ToArray());
        return [.. leaves];
    }

    private static async Task<byte[]> BundleAsync(EntryRange range)
    {
        using var bytes = new MemoryStream();
        await range.WriteBundleAsync(bytes, Ct);
        return bytes.ToArray();
    }

    // Inverts a byte of one blob, once it is open.
    private sealed class ChangedBytes(IBlobStore inner, string blob) : StoreDecorator(inner)
    {
        public long? At { get; set; }

        public override async ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
        {
            int read = await base.ReadAsync(name, offset, destination, cancellationToken);
            if (name == blob && At is { } at && at >= offset && at < offset + read)
                destination.Span[(int)(at - offset)] ^= 0xff;
            return read;
        }
    }
}
