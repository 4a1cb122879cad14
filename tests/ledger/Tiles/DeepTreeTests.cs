using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Tiles;

/// <summary>A tree of three tile levels: 65,536 entries fill the first tile of level 1.</summary>
public sealed class DeepTreeTests : IAsyncLifetime
{
    private const ulong Size = 66_000;

    private readonly MemoryStore _memory = new();
    private CountingStore _store = null!;
    private LedgerEngine _ledger = null!;
    private Hash _oldRoot;

    public async ValueTask InitializeAsync()
    {
        await using (LedgerEngine writer = await TestLedger.OpenAsync(_memory, TestLedger.OneSegment))
        {
            await writer.LoadAsync(500, perFrame: 500);
            _oldRoot = (await writer.NowAsync()).Root;
            await writer.LoadAsync((int)Size - 500, perFrame: 3000);
            await writer.SettleAsync(Ct); // a slice is full: what is left undone the next start does, and reads for it
        }

        _store = new CountingStore(_memory);
        _ledger = await TestLedger.OpenAsync(_store, TestLedger.OneSegment);
        _store.Forget();
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task Inclusion_Cold_ReadsOneTilePerEightLevelsAndSide()
    {
        Snapshot snapshot = await _ledger.NowAsync();

        Hash[] path = await snapshot.InclusionAsync(1000, Size, Ct);

        Assert.InRange(_store.Operations.Count, 1, 4);
        Assert.Equal(_store.Operations.Count, _store.Count("read tile/"));
        Assert.Equal(ProofFault.None, InclusionProof.Verify(1000, Size, await snapshot.LeafAsync(1000, Ct), path, snapshot.Root));
    }

    [Fact]
    public async Task Consistency_Cold_ReadsOneTilePerEightLevelsAndSide()
    {
        Snapshot snapshot = await _ledger.NowAsync();

        Hash[] path = await snapshot.ConsistencyAsync(500, Size, Ct);

        Assert.InRange(_store.Operations.Count, 1, 4);
        Assert.Equal(ProofFault.None, ConsistencyProof.Verify(500, _oldRoot, Size, snapshot.Root, path));
    }

    [Fact]
    public async Task Inclusion_TilesOfBothLevelsDeleted_AreMadeAgainFromTheLog()
    {
        Snapshot snapshot = await _ledger.NowAsync();
        byte[] upper = await BytesAsync("tile/1/000"), lower = await BytesAsync("tile/0/003");
        await _memory.DeleteAsync("tile/1/000", Ct);
        await _memory.DeleteAsync("tile/0/003", Ct);

        Hash[] path = await snapshot.InclusionAsync(1000, Size, Ct);

        Assert.Equal(ProofFault.None, InclusionProof.Verify(1000, Size, await snapshot.LeafAsync(1000, Ct), path, snapshot.Root));
        Assert.Equal(upper, await BytesAsync("tile/1/000"));
        Assert.Equal(lower, await BytesAsync("tile/0/003"));
    }

    // Found by these tests: the message accused the log, which was sound.
    [Fact]
    public async Task Inclusion_UpperTileDeletedAndALowerOneChanged_NamesTheLowerOne()
    {
        Snapshot snapshot = await _ledger.NowAsync();
        byte[] lower = await BytesAsync("tile/0/003");
        lower[5] ^= 1;
        await _memory.DeleteAsync("tile/1/000", Ct);
        await _memory.DeleteAsync("tile/0/003", Ct);
        await _memory.PutAsync("tile/0/003", lower, PutCondition.IfAbsent, PutDurability.Derived, Ct);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await snapshot.InclusionAsync(1000, Size, Ct));

        Assert.Contains("tile/0/003", e.Message, StringComparison.Ordinal);
    }

    private async Task<byte[]> BytesAsync(string name) => (await _memory.GetAsync(name, Ct))!.Bytes.ToArray();
}
