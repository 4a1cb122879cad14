using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Recovery;

/// <summary>No byte of the log can be changed unnoticed.</summary>
public sealed class ByteFlipTests
{
    [Fact]
    public async Task Open_AnySingleByteOfASegmentChanged_IsCorruptAndNamesTheSegment()
    {
        using FolderLedger ledger = await FolderLedger.WriteAsync(12, 3, TestLedger.OneSegment);
        string segment = Assert.Single(ledger.Segments);

        for (long at = 0; at < new FileInfo(ledger.PathOf(segment)).Length; at++)
        {
            ledger.Flip(segment, at);
            await ledger.RefusesToOpenAsync(segment);
            ledger.Flip(segment, at);
        }

        Assert.Equal(ledger.Before, await ledger.ReopenAsync());
    }

    // Without a mark the store cannot say what was acknowledged: only what a torn write looks like may be cut, and one flipped byte does not.
    [Fact]
    public async Task Open_AnySingleByteChangedWithoutMarks_IsCorruptAndNamesTheSegment()
    {
        using FolderLedger ledger = await FolderLedger.WriteAsync(12, 3, TestLedger.OneSegment);
        string segment = Assert.Single(ledger.Segments);

        for (long at = 0; at < new FileInfo(ledger.PathOf(segment)).Length; at++)
        {
            ledger.ForgetMarks();
            ledger.Flip(segment, at);
            await ledger.RefusesToOpenAsync(segment);
            ledger.Flip(segment, at);
        }

        Assert.Equal(ledger.Before, await ledger.ReopenAsync());
    }

    [Fact]
    public async Task Open_BytesOfSeveralSegmentsChanged_IsCorruptAndNamesTheSegment()
    {
        using FolderLedger ledger = await FolderLedger.WriteAsync(300, 6, TestLedger.Small);
        Assert.True(ledger.Segments.Count >= 6);

        foreach (string segment in ledger.Segments)
        {
            long length = new FileInfo(ledger.PathOf(segment)).Length;
            for (long at = 0; at < length; at += 31)
            {
                ledger.Flip(segment, at);
                await ledger.RefusesToOpenAsync(segment);
                ledger.Flip(segment, at);
            }
        }

        Assert.Equal(ledger.Before, await ledger.ReopenAsync());
    }

    [Fact]
    public async Task Entry_AnyByteOfItsRecordChangedAfterOpening_IsCorruptOrTheSameKeyAndValue()
    {
        using FolderLedger ledger = await FolderLedger.WriteAsync(3, 1, TestLedger.OneSegment);
        string segment = Assert.Single(ledger.Segments);
        await using FolderStore store = ledger.Open();
        await using LedgerEngine opened = await TestLedger.OpenAsync(store);
        Snapshot snapshot = await opened.NowAsync();
        Entry right = await snapshot.EntryAsync(1, Ct);
        int corrupt = 0;

        for (long at = 0; at < new FileInfo(ledger.PathOf(segment)).Length; at++)
        {
            ledger.Flip(segment, at);
            try
            {
                Entry read = await snapshot.EntryAsync(1, Ct);
                Assert.Equal(right.Leaf, read.Leaf);
                Assert.Equal(right.Key.ToArray(), read.Key.ToArray());
                Assert.Equal(right.Value.ToArray(), read.Value.ToArray());
            }
            catch (LedgerException e)
            {
                Assert.Equal(LedgerErrorKind.Corrupt, e.Kind);
                Assert.Contains(segment, e.Message, StringComparison.Ordinal);
                corrupt++;
            }

            ledger.Flip(segment, at);
        }

        Assert.True(corrupt >= right.Key.Length + right.Value.Length);
    }
}
