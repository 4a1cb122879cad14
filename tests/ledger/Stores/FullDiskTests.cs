using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

/// <summary>Appends that the disk refuses, wholly or after a part.</summary>
/// <remarks>No test may fill the machine's disk. A device that is always full stands in for one that takes nothing; a file at the
/// greatest length its file system allows takes a part of an append and refuses the rest, as a full disk does.</remarks>
public sealed class FullDiskTests : IDisposable
{
    private const string Segment = "log/0.seg";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_PartIsTaken_TakesItBackAndGoesOn()
    {
        await using FolderStore store = FolderStore.Open(_folder.Root);
        await store.CreateAppendBlobAsync(Segment, Ct);
        long length = LengthenToWithin(10);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await store.AppendAsync(Segment, length, new byte[1000], Ct));

        Assert.Contains(Segment, e.Message, StringComparison.Ordinal);
        Assert.Equal(length, new FileInfo(_folder.PathOf(Segment)).Length);
        Assert.Equal(AppendOutcome.Appended, await store.AppendAsync(Segment, length, new byte[10], Ct));
    }

    [Fact]
    public async Task Append_NothingIsTakenAndNothingCanBeTakenBack_TakesNoMoreWrites()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        Directory.CreateDirectory(_folder.PathOf("log"));
        File.CreateSymbolicLink(_folder.PathOf(Segment), "/dev/full");
        await using FolderStore store = FolderStore.Open(_folder.Root);

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await store.AppendAsync(Segment, 0, "abc"u8.ToArray(), Ct));
        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await store.AppendAsync(Segment, 0, "abc"u8.ToArray(), Ct));

        Assert.Contains("takes no writes", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await store.AcknowledgedAsync(Segment, Ct)).AtLeast);
    }

    [Fact]
    public async Task Append_MarkCannotBeWritten_NothingIsWritten()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        await using FolderStore store = FolderStore.Open(_folder.Root);
        await store.CreateAppendBlobAsync(Segment, Ct);
        File.CreateSymbolicLink(_folder.PathOf(Segment + ".ack"), "/dev/full");

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await store.AppendAsync(Segment, 0, "abc"u8.ToArray(), Ct));

        Assert.Equal(0, await store.ReadAsync(Segment, 0, new byte[3], Ct));
        Assert.Equal(0, new FileInfo(_folder.PathOf(Segment)).Length);
    }

    // Makes the segment, sparsely, as long as its file system allows less `room` bytes; before the store opens it.
    private long LengthenToWithin(int room)
    {
        using FileStream file = File.OpenWrite(_folder.PathOf(Segment));
        long fits = 0, fitsNot = long.MaxValue;
        while (fitsNot - fits > 1)
        {
            long middle = fits + ((fitsNot - fits) / 2);
            try
            {
                file.SetLength(middle);
                fits = middle;
            }
            catch (Exception e) when (e is IOException or ArgumentException)
            {
                fitsNot = middle;
            }
        }

        file.SetLength(fits - room);
        return fits - room;
    }
}
