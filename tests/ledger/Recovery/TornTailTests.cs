using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Recovery;

/// <summary>What an append under way leaves at the end of the log when the process or the machine dies.</summary>
public sealed class TornTailTests : IAsyncLifetime
{
    private FolderLedger _ledger = null!;
    private string _segment = "";
    private byte[] _whole = [];
    private byte[] _frame = [];
    private byte[] _mark = [];

    // The ledger as it was before its last append, and that append's frame.
    public async ValueTask InitializeAsync()
    {
        using (FolderLedger longer = await FolderLedger.WriteAsync(20, 1, Fixed()))
        {
            _ledger = await FolderLedger.WriteAsync(19, 1, Fixed());
            _segment = Assert.Single(_ledger.Segments);
            _whole = _ledger.Bytes(_segment);
            _frame = longer.Bytes(_segment)[_whole.Length..];
            _mark = _ledger.Bytes(_segment + ".ack");
        }

        Assert.NotEmpty(_frame);
    }

    public ValueTask DisposeAsync()
    {
        _ledger.Dispose();
        return default;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_AnyBeginningOfAnUnacknowledgedFrame_IsCutAndNothingElse(bool withMark)
    {
        for (int length = 0; length < _frame.Length; length++)
        {
            Lay(_frame.AsSpan(0, length), withMark);
            Assert.Equal(_ledger.Before, await _ledger.ReopenAsync());
            Assert.Equal(_whole, _ledger.Bytes(_segment));
        }
    }

    [Fact]
    public async Task Open_AWholeUnacknowledgedFrame_IsKept()
    {
        Lay(_frame, withMark: true);

        Assert.StartsWith("20 ", await _ledger.ReopenAsync(), StringComparison.Ordinal);
        Assert.StartsWith("20 ", await _ledger.ReopenAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(4096, true)]
    [InlineData(4096, false)]
    public async Task Open_ZerosAtTheEnd_AreCut(int zeros, bool withMark)
    {
        Lay(new byte[zeros], withMark);

        Assert.Equal(_ledger.Before, await _ledger.ReopenAsync());
        Assert.Equal(_whole, _ledger.Bytes(_segment));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_AFrameWhoseLastBlocksReadAsZeros_IsCut(bool withMark)
    {
        byte[] large = new byte[5000];
        _frame.AsSpan(0, 100).CopyTo(large);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(large.AsSpan(4), large.Length - 12);
        Lay(large, withMark);

        Assert.Equal(_ledger.Before, await _ledger.ReopenAsync());
    }

    [Fact]
    public async Task Open_AWholeFrameWithABadChecksumAndNoMark_IsCorrupt()
    {
        byte[] bad = [.. _frame];
        bad[^1] ^= 1;
        Lay(bad, withMark: false);

        await _ledger.RefusesToOpenAsync(_segment);
        Assert.Equal(_whole.Length + bad.Length, _ledger.Bytes(_segment).Length);
    }

    [Fact]
    public async Task Open_AWholeFrameWithABadChecksumBehindAnExactMark_IsCut()
    {
        byte[] bad = [.. _frame];
        bad[^1] ^= 1;
        Lay(bad, withMark: true);

        Assert.Equal(_ledger.Before, await _ledger.ReopenAsync());
    }

    [Fact]
    public async Task Append_AfterACut_GoesOnWhereTheLogEnds()
    {
        Lay(_frame.AsSpan(0, _frame.Length - 1), withMark: true);
        await using FolderStore store = _ledger.Open();
        await using LedgerEngine opened = await TestLedger.OpenAsync(store);

        Assert.Equal(19ul, (await opened.SetAsync("next")).FirstIndex);
    }

    [Fact]
    public async Task Open_SameTornEndOnAStoreThatCannotTear_IsCorrupt()
    {
        var store = new MemoryStore();
        await store.CreateAppendBlobAsync(_segment, Ct);
        await store.AppendAsync(_segment, 0, (byte[])[.. _whole, .. _frame.AsSpan(0, _frame.Length - 1)], Ct);

        await Refusal.ToOpenAsync(store, _segment);
    }

    private static LedgerOptions Fixed()
    {
        UInt128 last = 0;
        return TestLedger.OneSegment with { NewBatchId = () => ++last };
    }

    private void Lay(ReadOnlySpan<byte> behind, bool withMark)
    {
        _ledger.Write(_segment, [.. _whole, .. behind]);
        if (withMark)
            _ledger.Write(_segment + ".ack", _mark);
        else
            _ledger.ForgetMarks();
    }
}
