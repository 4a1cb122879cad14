using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Checkpoints;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Checkpoints;

public sealed class ReceiptTests
{
    [Fact]
    public async Task Receipt_NoSigner_IsNull()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());
        await ledger.SetAsync("a");

        Assert.Null(await ledger.ReceiptAsync(0, withEntry: false, Ct));
        Assert.Null(ledger.CheckpointKey);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    public async Task Receipt_EveryEntry_HoldsOffline(int size)
    {
        using var signer = new TestSigner();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore(), Published.By(signer));
        await ledger.LoadAsync(size, perFrame: 50);
        for (ulong index = 0; index < (ulong)size; index++)
        {
            byte[] receipt = (await ledger.ReceiptAsync(index, withEntry: true, Ct))!.Format();

            Assert.Equal(TlogProofFault.None, TlogProof.TryParse(receipt, out TlogProof? proof));
            Assert.Equal(TlogProofFault.None, proof!.Verify(proof.Extra.Span, signer.Key, out Checkpoint? checkpoint));
            Assert.Equal((ulong)size, checkpoint!.Size);
            AssertIs(await (await ledger.NowAsync()).EntryAsync(index, Ct), proof.Extra.Span);
        }

        Assert.Equal(1, signer.Signed);
    }

    [Fact]
    public async Task Receipt_EntryThatThePublishedCheckpointCovers_SignsNothing()
    {
        using var signer = new TestSigner();
        var store = new CountingStore(new MemoryStore());
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer));
        await ledger.LoadAsync(10);
        await ledger.PublishCheckpointAsync(Ct);
        await ledger.LoadAsync(5);
        store.Forget();

        TlogProof old = (await ledger.ReceiptAsync(9, withEntry: false, Ct))!;
        Assert.Equal(1, signer.Signed);
        TlogProof newer = (await ledger.ReceiptAsync(10, withEntry: false, Ct))!;

        Assert.Equal(2, signer.Signed);
        Assert.Equal(1, store.Count("put "));
        Assert.True(old.Extra.IsEmpty);
        Assert.Equal(10u, Opened(old, signer).Size);
        Assert.Equal(15u, Opened(newer, signer).Size);
    }

    [Fact]
    public async Task Receipt_AnotherHostHasPublished_UsesItsCheckpoint()
    {
        using var signer = new TestSigner();
        var shared = new MemoryStore(exclusive: false);
        await using LedgerEngine here = await TestLedger.OpenAsync(shared, Published.By(signer)), there = await TestLedger.OpenAsync(shared, Published.By(signer));
        await there.LoadAsync(20);
        await there.PublishCheckpointAsync(Ct);

        TlogProof receipt = (await here.ReceiptAsync(3, withEntry: false, Ct))!;

        Assert.Equal(20u, Opened(receipt, signer).Size);
        Assert.Equal(1, signer.Signed);
    }

    [Fact]
    public async Task Receipt_NoSuchEntry_IsNotFound()
    {
        using var signer = new TestSigner();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore(), Published.By(signer));
        await ledger.LoadAsync(3);

        await Refusal.OfAsync(LedgerErrorKind.NotFound, async () => await ledger.ReceiptAsync(3, withEntry: false, Ct));
        await Refusal.OfAsync(LedgerErrorKind.NotFound, async () => await ledger.ReceiptAsync(ulong.MaxValue, withEntry: false, Ct));
        Assert.Equal(0, signer.Signed);
    }

    [Fact]
    public async Task Receipt_PublishedCheckpointIsOfAnotherHistory_IsCorrupt()
    {
        using var signer = new TestSigner();
        var other = new MemoryStore();
        await using LedgerEngine foreign = await TestLedger.OpenAsync(other, Published.By(signer));
        await foreign.LoadAsync(9);
        SignedCheckpoint contradiction = (await foreign.PublishCheckpointAsync(Ct))!;
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer));
        for (int i = 0; i < 20; i++)
            await ledger.SetAsync($"mine-{i}");
        await Published.ReplaceAsync(store, contradiction.Note);

        LedgerException covered = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await ledger.ReceiptAsync(3, withEntry: false, Ct));
        await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await ledger.ReceiptAsync(12, withEntry: false, Ct));

        Assert.Contains($"{contradiction.Checkpoint.Root}", covered.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receipt_LogIsShorterThanThePublishedCheckpoint_IsCorrupt()
    {
        using var signer = new TestSigner();
        var store = new MemoryStore();
        await using LedgerEngine longer = await TestLedger.OpenAsync(new MemoryStore(), Published.By(signer));
        await longer.LoadAsync(9);
        SignedCheckpoint ahead = (await longer.PublishCheckpointAsync(Ct))!;
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer));
        await ledger.LoadAsync(5);
        await Published.ReplaceAsync(store, ahead.Note);

        await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await ledger.ReceiptAsync(3, withEntry: false, Ct));
    }

    private static void AssertIs(Entry entry, ReadOnlySpan<byte> leafData)
    {
        Assert.True(LeafData.TryRead(leafData, out ulong index, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value));
        Assert.Equal(entry.Index, index);
        Assert.Equal(entry.Key.Span, key);
        Assert.Equal(entry.Value.Span, value);
    }

    private static Checkpoint Opened(TlogProof receipt, TestSigner signer)
    {
        Assert.Equal(CheckpointFault.None, Checkpoint.TryOpen(receipt.Note.Span, signer.Key, out Checkpoint? checkpoint));
        return checkpoint!;
    }
}
