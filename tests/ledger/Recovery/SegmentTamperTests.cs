using Xunit;

namespace ImmuFunctions.Ledger.Tests.Recovery;

/// <summary>Whole segments cut, removed, doubled or put in another order.</summary>
public sealed class SegmentTamperTests : IAsyncLifetime
{
    private FolderLedger ledger = null!;

    private string Last => ledger.Segments[^1];

    public async ValueTask InitializeAsync() => ledger = await FolderLedger.WriteAsync(300, 6, TestLedger.Small);

    public ValueTask DisposeAsync()
    {
        ledger.Dispose();
        return default;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_ASegmentShortened_IsCorruptAndNamesIt(bool withMarks)
    {
        foreach (string segment in ledger.Segments.SkipLast(1))
        {
            byte[] whole = ledger.Bytes(segment);
            foreach (int keep in (int[])[0, 1, 107, whole.Length / 2, whole.Length - 107, whole.Length - 1])
            {
                if (!withMarks)
                    ledger.ForgetMarks();
                ledger.Write(segment, whole.AsSpan(0, keep));
                await ledger.RefusesToOpenAsync(segment);
            }

            ledger.Write(segment, whole);
        }

        Assert.Equal(ledger.Before, await ledger.ReopenAsync());
    }

    [Fact]
    public async Task Open_TheLastSegmentShortened_IsCorruptAndSaysByHowMuch()
    {
        byte[] whole = ledger.Bytes(Last);
        for (int keep = 0; keep < whole.Length; keep += 13)
        {
            ledger.Write(Last, whole.AsSpan(0, keep));
            LedgerException e = await ledger.RefusesToOpenAsync(Last);
            Assert.Contains($"{keep} bytes", e.Message, StringComparison.Ordinal);
            Assert.Contains($"{whole.Length} bytes", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Open_ASegmentRemoved_IsCorruptAndNamesIt()
    {
        foreach (string segment in ledger.Segments.SkipLast(1))
        {
            byte[] whole = ledger.Bytes(segment);
            File.Delete(ledger.PathOf(segment));
            await ledger.RefusesToOpenAsync(segment);
            ledger.Write(segment, whole);
        }

        Assert.Equal(ledger.Before, await ledger.ReopenAsync());
    }

    [Fact]
    public async Task Open_ASegmentAndItsMarkRemoved_IsCorruptAndNamesIt()
    {
        foreach (string segment in ledger.Segments.SkipLast(1))
        {
            byte[] whole = ledger.Bytes(segment), mark = ledger.Bytes(segment + ".ack");
            File.Delete(ledger.PathOf(segment));
            File.Delete(ledger.PathOf(segment + ".ack"));
            await ledger.RefusesToOpenAsync(segment);
            ledger.Write(segment, whole);
            ledger.Write(segment + ".ack", mark);
        }

        Assert.Equal(ledger.Before, await ledger.ReopenAsync());
    }

    [Fact]
    public async Task Open_TheLastSegmentsRemoved_IsCorruptAndNamesAMissingOne()
    {
        string[] removed = [.. ledger.Segments.Skip(2)];
        foreach (string segment in removed)
        {
            File.Delete(ledger.PathOf(segment));
            File.Delete(ledger.PathOf(segment + ".ack"));
        }

        await ledger.RefusesToOpenAsync(removed[0]);
    }

    [Fact]
    public async Task Open_AllSegmentsRemoved_IsCorrupt()
    {
        string first = ledger.Segments[0];
        Directory.Delete(ledger.PathOf("log"), recursive: true);

        await ledger.RefusesToOpenAsync(first);
    }

    [Fact]
    public async Task Open_ASegmentDoubledUnderAnotherName_IsCorruptAndNamesIt()
    {
        const string copy = "log/00000000000000000049.seg";
        ledger.Write(copy, ledger.Bytes(ledger.Segments[1]));

        await ledger.RefusesToOpenAsync(copy);
    }

    [Fact]
    public async Task Open_ASegmentCopiedOverAnother_IsCorruptAndNamesIt()
    {
        ledger.ForgetMarks();
        ledger.Write(ledger.Segments[2], ledger.Bytes(ledger.Segments[1]));

        await ledger.RefusesToOpenAsync(ledger.Segments[2]);
    }

    [Fact]
    public async Task Open_SegmentsExchanged_IsCorruptAndNamesTheFirst()
    {
        ledger.ForgetMarks();
        byte[] second = ledger.Bytes(ledger.Segments[1]);
        ledger.Write(ledger.Segments[1], ledger.Bytes(ledger.Segments[2]));
        ledger.Write(ledger.Segments[2], second);

        await ledger.RefusesToOpenAsync(ledger.Segments[1]);
    }

    [Fact]
    public async Task Open_AFrameDoubledInItsSegment_IsCorruptAndNamesIt()
    {
        byte[] whole = ledger.Bytes(Last);
        Core.Log.FrameCodec.TryReadLength(whole, out int frame);
        ledger.Write(Last, [.. whole.AsSpan(0, frame), .. whole]);

        await ledger.RefusesToOpenAsync(Last);
    }

    // Found by these tests: what lay behind a seal was not read.
    [Fact]
    public async Task Open_BytesBehindASeal_IsCorruptAndNamesTheSegment()
    {
        string sealedSegment = ledger.Segments[0];
        byte[] whole = ledger.Bytes(sealedSegment);
        foreach (byte[] more in (byte[][])[[0], "IMFL"u8.ToArray(), whole[^107..]])
        {
            ledger.Write(sealedSegment, [.. whole, .. more]);
            await ledger.RefusesToOpenAsync(sealedSegment);
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
