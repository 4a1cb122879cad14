using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

/// <summary>Which files a folder store keeps open, and that nobody can tell from what it answers.</summary>
public sealed class FolderHandleTests : IAsyncLifetime
{
    private const int Many = 80;

    private readonly TemporaryFolder _folder = new();
    private FolderStore _store = null!;

    public ValueTask InitializeAsync()
    {
        _store = FolderStore.Open(_folder.Root);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Read_ManyRuns_KeepsABoundedNumberOpen()
    {
        for (int i = 0; i < Many; i++)
            await UploadAsync(Run(i), [(byte)i]);

        for (int i = 0; i < 2 * Many; i++)
            Assert.Equal(i % Many, await ReadByteAsync(Run(i % Many)));

        Assert.Equal(FolderStore.MostRunsOpen, OpenFilesEndingIn(".run"));
    }

    // Taking the file away behind the store's back shows whether it is opened again.
    [Fact]
    public async Task Read_Again_OpensARunOnceAndASmallBlobEachTime()
    {
        await UploadAsync(Run(1), [7]);
        await _store.PutAsync("tile/0/000", new byte[] { 8 }, PutCondition.IfAbsent, PutDurability.Derived, Ct);
        Assert.Equal(7, await ReadByteAsync(Run(1)));
        Assert.Equal(8, await ReadByteAsync("tile/0/000"));

        File.Delete(_folder.PathOf(Run(1)));
        File.Delete(_folder.PathOf("tile/0/000"));

        Assert.Equal(7, await ReadByteAsync(Run(1)));
        Assert.Equal(-1, await ReadByteAsync("tile/0/000"));
    }

    [Fact]
    public async Task Read_AfterReplacingByAPut_IsTheNewRun()
    {
        string? version = await _store.PutAsync(Run(1), new byte[] { 1 }, PutCondition.IfAbsent, PutDurability.Durable, Ct);
        Assert.Equal(1, await ReadByteAsync(Run(1)));

        await _store.PutAsync(Run(1), new byte[] { 2 }, PutCondition.IfMatch(version!), PutDurability.Durable, Ct);

        Assert.Equal(2, await ReadByteAsync(Run(1)));
    }

    [Fact]
    public async Task Read_AfterDeletingBesideReaders_IsNeverTheDeletedRun()
    {
        using var done = new CancellationTokenSource();
        Task[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
                await ReadByteAsync(Run(1));
        }, Ct))];

        for (byte round = 0; round < 100; round++)
        {
            await UploadAsync(Run(1), [round]);
            Assert.Equal(round, await ReadByteAsync(Run(1)));
            Assert.True(await _store.DeleteAsync(Run(1), Ct));
            Assert.Equal(-1, await ReadByteAsync(Run(1)));
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task Append_ManySegments_KeepsABoundedNumberOpenAndEveryMark()
    {
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < Many; i++)
            {
                await _store.CreateAppendBlobAsync(Segment(i), Ct);
                Assert.Equal(AppendOutcome.Appended, await _store.AppendAsync(Segment(i), round, new[] { (byte)(i + round) }, Ct));
            }
        }

        Assert.Equal(AppendFiles.MostOpen, OpenFilesEndingIn(".seg"));
        Assert.Equal(AppendFiles.MostMarksOpen, OpenFilesEndingIn(".ack"));
        await _store.DisposeAsync();
        Assert.Equal(0, OpenFilesEndingIn(""));

        await InitializeAsync();
        for (int i = 0; i < Many; i++)
        {
            var bytes = new byte[4];
            Assert.Equal(3, await _store.ReadAsync(Segment(i), 0, bytes, Ct));
            Assert.Equal([(byte)i, (byte)(i + 1), (byte)(i + 2), 0], bytes);
            Assert.Equal(3, (await _store.AcknowledgedAsync(Segment(i), Ct)).AtLeast);
        }
    }

    [Fact]
    public async Task Read_SegmentsNobodyAppendsTo_OpensNoMarks()
    {
        for (int i = 0; i < 10; i++)
            await AppendAsync(Segment(i), "abc");
        await _store.DisposeAsync();
        await InitializeAsync();

        for (int i = 0; i < 10; i++)
            Assert.Equal('a', await ReadByteAsync(Segment(i)));

        Assert.Equal(10, OpenFilesEndingIn(".seg"));
        Assert.Equal(0, OpenFilesEndingIn(".ack"));
    }

    [Fact]
    public async Task Append_FailedSegmentClosedMeanwhile_StillTakesNoWrites()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        Directory.CreateDirectory(_folder.PathOf("log"));
        File.CreateSymbolicLink(_folder.PathOf(Segment(0)), "/dev/full");
        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await _store.AppendAsync(Segment(0), 0, "abc"u8.ToArray(), Ct));

        await PushOutAsync();
        File.Delete(_folder.PathOf(Segment(0)));
        File.WriteAllText(_folder.PathOf(Segment(0)), "");

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await _store.AppendAsync(Segment(0), 0, "abc"u8.ToArray(), Ct));
        Assert.Contains("takes no writes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_SegmentShortenedWhileItWasClosed_IsCorruptAndWritesNothing()
    {
        await AppendAsync(Segment(0), "abcdef");
        await PushOutAsync();
        File.WriteAllText(_folder.PathOf(Segment(0)), "abcd");

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await _store.AppendAsync(Segment(0), 6, "g"u8.ToArray(), Ct));

        Assert.Contains("4 bytes", e.Message, StringComparison.Ordinal);
        Assert.Equal("abcd", File.ReadAllText(_folder.PathOf(Segment(0))));
    }

    [Fact]
    public async Task Append_SegmentRemovedWhileItWasClosed_IsPositionNotMetAndCreatesNothing()
    {
        await AppendAsync(Segment(0), "abcdef");
        await PushOutAsync();
        File.Delete(_folder.PathOf(Segment(0)));

        Assert.Equal(AppendOutcome.PositionNotMet, await _store.AppendAsync(Segment(0), 6, "g"u8.ToArray(), Ct));
        Assert.Equal(-1, await ReadByteAsync(Segment(0)));
        Assert.False(File.Exists(_folder.PathOf(Segment(0))));
    }

    [Fact]
    public async Task Append_AfterDispose_IsRefused()
    {
        await AppendAsync(Segment(0), "abc");
        await _store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _store.AppendAsync(Segment(0), 3, "d"u8.ToArray(), Ct));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _store.AppendAsync(Segment(1), 0, "d"u8.ToArray(), Ct));
    }

    [Fact]
    public async Task ReadAndAppend_ManySegmentsFromManyThreads_AreRight()
    {
        const int Segments = 48, Appends = 15;
        for (int i = 0; i < Segments; i++)
            await _store.CreateAppendBlobAsync(Segment(i), Ct);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(t => Task.Run(async () =>
        {
            var random = new Random(t);
            for (int position = 0; position < Appends; position++)
            {
                for (int i = t; i < Segments; i += 8)
                    Assert.Equal(AppendOutcome.Appended, await _store.AppendAsync(Segment(i), position, new[] { (byte)i }, Ct));
                for (int read = 0; read < 50; read++)
                {
                    int other = random.Next(Segments);
                    Assert.Contains(await ReadByteAsync(Segment(other)), new[] { -1, other });
                }
            }
        }, Ct)));

        Assert.All(await _store.ListAsync("log/", Ct).ToListAsync(Ct), b => Assert.Equal(Appends, b.Length));
        Assert.Equal(AppendFiles.MostOpen, OpenFilesEndingIn(".seg"));
    }

    private static string Run(int i) => $"index/{i}.run";

    private static string Segment(int i) => $"log/{i}.seg";

    private async Task UploadAsync(string name, byte[] content)
    {
        await using IBlobUpload upload = await _store.UploadAsync(name, Ct);
        await upload.WriteAsync(content, Ct);
        await upload.CommitAsync(Ct);
    }

    private async Task AppendAsync(string name, string text)
    {
        await _store.CreateAppendBlobAsync(name, Ct);
        await _store.AppendAsync(name, 0, System.Text.Encoding.ASCII.GetBytes(text), Ct);
    }

    // Uses enough other segments for the first one to be closed.
    private async Task PushOutAsync()
    {
        for (int i = 1; i <= 2 * AppendFiles.MostOpen; i++)
            await AppendAsync(Segment(i), "other");
    }

    // −1 if there is no such blob, or no byte in it.
    private async Task<int> ReadByteAsync(string name)
    {
        var bytes = new byte[1];
        return await _store.ReadAsync(name, 0, bytes, Ct) == 1 ? bytes[0] : -1;
    }

    private int OpenFilesEndingIn(string ending)
    {
        Assert.SkipUnless(Directory.Exists("/proc/self/fd"), "this system does not list a process's open files");
        return Directory.EnumerateFiles("/proc/self/fd")
            .Select(f => new FileInfo(f).LinkTarget)
            .Count(target => target is not null && target.StartsWith(_folder.Root + "/", StringComparison.Ordinal) && target.EndsWith(ending, StringComparison.Ordinal));
    }
}
