using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Recovery;

/// <summary>What an append under way leaves at the end of the log when the process or the machine dies.</summary>
public sealed class TornTailTests : IAsyncLifetime
{
    private FolderLedger ledger = null!;
    private string segment = "";
    private byte[] whole = [];
    private byte[] frame = [];
    private byte[] mark = [];

    // The ledger as it was before its last append, and that append's frame.
    public async ValueTask InitializeAsync()
    {
        using (FolderLedger longer = await FolderLedger.WriteAsync(20, 1, Fixed()))
        {
            ledger = await FolderLedger.WriteAsync(19, 1, Fixed());
            segment = Assert.Single(ledger.Segments);
            whole = ledger.Bytes(segment);
            frame = longer.Bytes(segment)[whole.Length..];
            mark = ledger.Bytes(segment + ".ack");
        }

        Assert.NotEmpty(frame);
    }

    public ValueTask DisposeAsync()
    {
        ledger.Dispose();
        return default;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_AnyBeginningOfAnUnacknowledgedFrame_IsCutAndNothingElse(bool withMark)
    {
        for (int length = 0; length < frame.Length; length++)
        {
            Lay(frame.AsSpan(0, length), withMark);
            Assert.Equal(ledger.Before, await ledger.ReopenAsync());
            Assert.Equal(whole, ledger.Bytes(segment));
        }
    }

    [Fact]
    public async Task Open_AWholeUnacknowledgedFrame_IsKept()
    {
        Lay(frame, withMark: true);

        Assert.StartsWith("20 ", await ledger.ReopenAsync(), StringComparison.Ordinal);
        Assert.StartsWith("20 ", await ledger.ReopenAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(4096, true)]
    [InlineData(4096, false)]
    public async Task Open_ZerosAtTheEnd_AreCut(int zeros, bool withMark)
    {
        Lay(new byte[zeros], withMark);

        Assert.Equal(ledger.Before, await ledger.ReopenAsync());
        Assert.Equal(whole, ledger.Bytes(segment));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_AFrameWhoseLastBlocksReadAsZeros_IsCut(bool withMark)
    {
        byte[] large = new byte[5000];
        frame.AsSpan(0, 100).CopyTo(large);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(large.AsSpan(4), large.Length - 12);
        Lay(large, withMark);

        Assert.Equal(ledger.Before, await ledger.ReopenAsync());
    }

    [Fact]
    public async Task Open_AWholeFrameWithABadChecksumAndNoMark_IsCorrupt()
    {
        byte[] bad = [.. frame];
        bad[^1] ^= 1;
        Lay(bad, withMark: false);

        await ledger.RefusesToOpenAsync(segment);
        Assert.Equal(whole.Length + bad.Length, ledger.Bytes(segment).Length);
    }

    [Fact]
    public async Task Open_AWholeFrameWithABadChecksumBehindAnExactMark_IsCut()
    {
        byte[] bad = [.. frame];
        bad[^1] ^= 1;
        Lay(bad, withMark: true);

        Assert.Equal(ledger.Before, await ledger.ReopenAsync());
    }

    [Fact]
    public async Task Append_AfterACut_GoesOnWhereTheLogEnds()
    {
        Lay(frame.AsSpan(0, frame.Length - 1), withMark: true);
        await using FolderStore store = ledger.Open();
        await using LedgerEngine opened = await TestLedger.OpenAsync(store);

        Assert.Equal(19ul, (await opened.SetAsync("next")).FirstIndex);
    }

    [Fact]
    public async Task Open_SameTornEndOnAStoreThatCannotTear_IsCorrupt()
    {
        var store = new MemoryStore();
        await store.CreateAppendBlobAsync(segment, Ct);
        await store.AppendAsync(segment, 0, (byte[])[.. whole, .. frame.AsSpan(0, frame.Length - 1)], Ct);

        await Refusal.ToOpenAsync(store, segment);
    }

    private static LedgerOptions Fixed()
    {
        UInt128 last = 0;
        return TestLedger.OneSegment with { NewBatchId = () => ++last };
    }

    private void Lay(ReadOnlySpan<byte> behind, bool withMark)
    {
        ledger.Write(segment, [.. whole, .. behind]);
        if (withMark)
            ledger.Write(segment + ".ack", mark);
        else
            ledger.ForgetMarks();
    }
}
