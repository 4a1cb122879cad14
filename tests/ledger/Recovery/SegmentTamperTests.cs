using Xunit;

namespace ImmuFunctions.Ledger.Tests.Recovery;

/// <summary>Whole segments cut, removed, doubled or put in another order.</summary>
public sealed class SegmentTamperTests : IAsyncLifetime
{
    private FolderLedger _ledger = null!;

    private string Last => _ledger.Segments[^1];

    public async ValueTask InitializeAsync() => _ledger = await FolderLedger.WriteAsync(300, 6, TestLedger.Small);

    public ValueTask DisposeAsync()
    {
        _ledger.Dispose();
        return default;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_ASegmentShortened_IsCorruptAndNamesIt(bool withMarks)
    {
        foreach (string segment in _ledger.Segments.SkipLast(1))
        {
            byte[] whole = _ledger.Bytes(segment);
            foreach (int keep in (int[])[0, 1, 107, whole.Length / 2, whole.Length - 107, whole.Length - 1])
            {
                if (!withMarks)
                    _ledger.ForgetMarks();
                _ledger.Write(segment, whole.AsSpan(0, keep));
                await _ledger.RefusesToOpenAsync(segment);
            }

            _ledger.Write(segment, whole);
        }

        Assert.Equal(_ledger.Before, await _ledger.ReopenAsync());
    }

    [Fact]
    public async Task Open_TheLastSegmentShortened_IsCorruptAndSaysByHowMuch()
    {
        byte[] whole = _ledger.Bytes(Last);
        for (int keep = 0; keep < whole.Length; keep += 13)
        {
            _ledger.Write(Last, whole.AsSpan(0, keep));
            LedgerException e = await _ledger.RefusesToOpenAsync(Last);
            Assert.Contains($"{keep} bytes", e.Message, StringComparison.Ordinal);
            Assert.Contains($"{whole.Length} bytes", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Open_ASegmentRemoved_IsCorruptAndNamesIt()
    {
        foreach (string segment in _ledger.Segments.SkipLast(1))
        {
            byte[] whole = _ledger.Bytes(segment);
            File.Delete(_ledger.PathOf(segment));
            await _ledger.RefusesToOpenAsync(segment);
            _ledger.Write(segment, whole);
        }

        Assert.Equal(_ledger.Before, await _ledger.ReopenAsync());
    }

    [Fact]
    public async Task Open_ASegmentAndItsMarkRemoved_IsCorruptAndNamesIt()
    {
        foreach (string segment in _ledger.Segments.SkipLast(1))
        {
            byte[] whole = _ledger.Bytes(segment), mark = _ledger.Bytes(segment + ".ack");
            File.Delete(_ledger.PathOf(segment));
            File.Delete(_ledger.PathOf(segment + ".ack"));
            await _ledger.RefusesToOpenAsync(segment);
            _ledger.Write(segment, whole);
            _ledger.Write(segment + ".ack", mark);
        }

        Assert.Equal(_ledger.Before, await _ledger.ReopenAsync());
    }

    [Fact]
    public async Task Open_TheLastSegmentsRemoved_IsCorruptAndNamesAMissingOne()
    {
        string[] removed = [.. _ledger.Segments.Skip(2)];
        foreach (string segment in removed)
        {
            File.Delete(_ledger.PathOf(segment));
            File.Delete(_ledger.PathOf(segment + ".ack"));
        }

        await _ledger.RefusesToOpenAsync(removed[0]);
    }

    [Fact]
    public async Task Open_AllSegmentsRemoved_IsCorrupt()
    {
        string first = _ledger.Segments[0];
        Directory.Delete(_ledger.PathOf("log"), recursive: true);

        await _ledger.RefusesToOpenAsync(first);
    }

    [Fact]
    public async Task Open_ASegmentDoubledUnderAnotherName_IsCorruptAndNamesIt()
    {
        const string copy = "log/00000000000000000049.seg";
        _ledger.Write(copy, _ledger.Bytes(_ledger.Segments[1]));

        await _ledger.RefusesToOpenAsync(copy);
    }

    [Fact]
    public async Task Open_ASegmentCopiedOverAnother_IsCorruptAndNamesIt()
    {
        _ledger.ForgetMarks();
        _ledger.Write(_ledger.Segments[2], _ledger.Bytes(_ledger.Segments[1]));

        await _ledger.RefusesToOpenAsync(_ledger.Segments[2]);
    }

    [Fact]
    public async Task Open_SegmentsExchanged_IsCorruptAndNamesTheFirst()
    {
        _ledger.ForgetMarks();
        byte[] second = _ledger.Bytes(_ledger.Segments[1]);
        _ledger.Write(_ledger.Segments[1], _ledger.Bytes(_ledger.Segments[2]));
        _ledger.Write(_ledger.Segments[2], second);

        await _ledger.RefusesToOpenAsync(_ledger.Segments[1]);
    }

    [Fact]
    public async Task Open_AFrameDoubledInItsSegment_IsCorruptAndNamesIt()
    {
        byte[] whole = _ledger.Bytes(Last);
        Core.Log.FrameCodec.TryReadLength(whole, out int frame);
        _ledger.Write(Last, [.. whole.AsSpan(0, frame), .. whole]);

        await _ledger.RefusesToOpenAsync(Last);
    }

    // Found by these tests: what lay behind a seal was not read.
    [Fact]
    public async Task Open_BytesBehindASeal_IsCorruptAndNamesTheSegment()
    {
        string sealedSegment = _ledger.Segments[0];
        byte[] whole = _ledger.Bytes(sealedSegment);
        foreach (byte[] more in (byte[][])[[0], "IMFL"u8.ToArray(), whole[^107..]])
        {
            _ledger.Write(sealedSegment, [.. whole, .. more]);
            await _ledger.RefusesToOpenAsync(sealedSegment);
        }
    }

    // A frame boundary is no torn write, and no mark tells: but the tiles written after it do.
    [Fact]
    public async Task Open_CutAtAFrameBoundaryBeforeEntriesOfATile_IsCorruptAndNamesTheSegment()
    {
        using FolderLedger one = await FolderLedger.WriteAsync(260, 2, TestLedger.OneSegment);
        string segment = Assert.Single(one.Segments);
        byte[] whole = one.Bytes(segment);
        int boundary = 0;
        for (int frames = 0; frames < 50; frames++)
        {
            Core.Log.FrameCodec.TryReadLength(whole.AsSpan(boundary), out int length);
            boundary += length;
        }

        one.ForgetMarks();
        one.Write(segment, whole.AsSpan(0, boundary));

        LedgerException e = await one.RefusesToOpenAsync(segment);
        Assert.Contains("tile/0/000", e.Message, StringComparison.Ordinal);
    }
}
