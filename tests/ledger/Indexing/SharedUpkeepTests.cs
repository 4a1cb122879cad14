using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using ImmuFunctions.Ledger.Tests.Snapshots;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>Several hosts on one store that all write, flush, merge and delete.</summary>
public sealed class SharedUpkeepTests : IAsyncDisposable
{
    private const int Frames = 40;

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly LedgerOptions Options = Sliced.Options with { SegmentFrames = 30, CacheBytes = 16 << 10, Time = TimeProvider.System, OthersFirst = TimeSpan.Zero };

    private readonly MemoryStore _memory = new(exclusive: false);
    private readonly WatchedStore _watched;

    public SharedUpkeepTests() => _watched = new WatchedStore(_memory);

    public ValueTask DisposeAsync() => _watched.DisposeAsync();

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(3, 4)]
    public async Task Engines_AllWriteFlushMergeAndDelete_ReadRightAndEndInThePlan(int engines, int seed)
    {
        LedgerEngine[] ledgers = await Task.WhenAll(Enumerable.Range(0, engines).Select(i => TestLedger.OpenAsync(new PausedStore(_watched, (seed * 10) + i), Options)));
        Task[] writing = [.. ledgers.Select((ledger, i) => WriteAsync(ledger, i * 1000, Frames))];
        Task all = Task.WhenAll(writing);

        await Task.WhenAll(ledgers.Select(ledger => ReadUntilAsync(ledger, all))).WaitAsync(Long, Ct);
        await all;

        await AssertEndsInThePlanAsync(engines * Frames, ledgers);
        Assert.True(_watched.Deletions > 10);
    }

    [Theory]
    [InlineData("put index/manifest", 3)]
    [InlineData("answer index/manifest", 3)]
    [InlineData("get index/manifest", 3)]
    [InlineData("upload index/", 3)]
    [InlineData("commit index/", 3)]
    [InlineData("delete index/", 3)]
    [InlineData("list index/", 1)]
    public async Task Engine_StoppedForLongAndThenReleased_DoesNoHarm(string before, int occurrence)
    {
        var stopped = new PausedStore(_watched);
        LedgerEngine one = await TestLedger.OpenAsync(stopped, Options), two = await TestLedger.OpenAsync(_watched, Options);
        await WriteAsync(one, 0, 10);
        int passed = 0;
        stopped.StopBefore = operation => operation.StartsWith(before, StringComparison.Ordinal) && Interlocked.Increment(ref passed) == occurrence;
        Task<int> writing = WriteUntilAsync(one, 1000, stopped.Stopped);
        await stopped.Stopped.WaitAsync(Long, Ct);

        await WriteAsync(two, 2000, Frames).WaitAsync(Long, Ct);
        stopped.Release();
        int written = await writing.WaitAsync(Long, Ct);

        await AssertEndsInThePlanAsync(10 + written + Frames, one, two);
    }

    // Found by review: what the manifest covered already was never taken out of memory; upkeep turned in a circle and followers waited for ever.
    [Fact]
    public async Task Follow_ManifestIsFarAhead_ComesToTheEnd()
    {
        await using LedgerEngine behind = await TestLedger.OpenAsync(_watched, Options);
        await using LedgerEngine ahead = await TestLedger.OpenAsync(_watched, Options);
        await WriteAsync(ahead, 0, 60);
        await ahead.SettleAsync(Ct).WaitAsync(Long, Ct);

        Snapshot snapshot = await behind.SnapshotAsync(Ct).AsTask().WaitAsync(Long, Ct);

        Assert.Equal(60UL * SlicedLog.PerFrame, snapshot.Size);
        await WriteAsync(behind, 1000, 30).WaitAsync(Long, Ct);
        var model = new EntryModel();
        Snapshot now = await behind.NowAsync();
        await SlicedLog.AddNewAsync(model, now);
        await SlicedLog.AssertAnswersAsync(model, now);
    }

    // Found by review: whoever met the most live runs there may be waited for its own merges, and had none to do.
    [Fact]
    public async Task Append_MostLiveRunsAreOfAnEngineThatDied_AreMergedByThisOne()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(_watched, Options);
        LedgerEngine dead = await TestLedger.OpenAsync(new MergeHangs(_watched), Options);
        await WriteAsync(dead, 0, 2 * 14);
        while ((await RunsAsync()).Count < 12)
            await Task.Delay(2, Ct);

        await WriteAsync(ledger, 1000, 40).WaitAsync(Long, Ct);
        await ledger.SettleAsync(Ct).WaitAsync(Long, Ct);

        Assert.True((await RunsAsync()).Count <= RunPlan.MaxRuns);
        Assert.Empty(_watched.Faults);
    }

    // Found by review: rows that this process had let go of were no longer found, and nobody was told.
    [Fact]
    public async Task Read_IndexIsMadeAgainByAnotherProcess_IsRefusedRatherThanAnsweredInPart()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(_memory, Options with { CacheBytes = 1 });
        await WriteAsync(ledger, 0, 4);
        await ledger.SettleAsync(Ct).WaitAsync(Long, Ct);
        BlobContent early = (await _memory.GetAsync(ManifestCodec.Name, Ct))!;
        await WriteAsync(ledger, 4, 40);
        await ledger.SettleAsync(Ct).WaitAsync(Long, Ct);
        Snapshot snapshot = (await ledger.AppendAsync(SlicedLog.Frame(44), Ct)).Snapshot; // reads from runs what was in memory before
        foreach (string name in (await Sliced.BlobsAsync(_memory)).Keys)
            await _memory.DeleteAsync(name, Ct);
        await _memory.PutAsync(ManifestCodec.Name, early.Bytes, PutCondition.IfAbsent, PutDurability.Durable, Ct);

        LedgerException refusal = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await snapshot.LatestAsync("key-1"u8.ToArray(), 300, Ct));

        Assert.Contains("restart", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task WriteAsync(LedgerEngine ledger, int first, int frames)
    {
        for (int frame = first; frame < first + frames; frame++)
            await ledger.AppendAsync(SlicedLog.Frame(frame), Ct);
    }

    // At least Frames, and as many more as it takes: which of two engines comes to an operation first is a matter of luck.
    private static async Task<int> WriteUntilAsync(LedgerEngine ledger, int first, Task end)
    {
        int frame = first;
        for (; frame < first + Frames || !end.IsCompleted; frame++)
            await ledger.AppendAsync(SlicedLog.Frame(frame), Ct);
        return frame - first;
    }

    private static async Task ReadUntilAsync(LedgerEngine ledger, Task end)
    {
        var model = new EntryModel();
        bool isLast = false;
        for (int round = 0; !isLast; round++)
        {
            isLast = end.IsCompleted;
            Snapshot snapshot = await ledger.NowAsync();
            await SlicedLog.AddNewAsync(model, snapshot);
            await SlicedLog.AssertAnswersAsync(model, snapshot);
            await Task.Delay(5, Ct);
        }
    }

    private async Task AssertEndsInThePlanAsync(int frames, params LedgerEngine[] ledgers)
    {
        ulong size = (ulong)(frames * SlicedLog.PerFrame);
        foreach (LedgerEngine ledger in ledgers)
        {
            Snapshot snapshot = await ledger.SnapshotAsync(Ct).AsTask().WaitAsync(Long, Ct);
            Assert.Equal(size, snapshot.Size);
            var model = new EntryModel();
            await SlicedLog.AddNewAsync(model, snapshot);
            Assert.Equal(size, (ulong)model.Entries.Select(e => Convert.ToHexString(e.Value) + Convert.ToHexString(e.Key)).Count());
            await SlicedLog.AssertAnswersAsync(model, snapshot);
        }

        Dictionary<string, byte[]> undisturbed = await SlicedLog.UndisturbedAsync(_memory, Options);
        while (!(await Sliced.ManifestAsync(_memory)).Runs.Select(r => RunName.Format(r.From, r.To)).SequenceEqual(undisturbed.Keys.Where(k => k != ManifestCodec.Name).Order(StringComparer.Ordinal)))
            await Task.Delay(5, Ct);
        foreach (LedgerEngine ledger in ledgers)
            await ledger.DisposeAsync();

        Dictionary<string, byte[]> blobs = await Sliced.BlobsAsync(_memory);
        foreach ((string name, byte[] bytes) in undisturbed)
            Assert.True(bytes.AsSpan().SequenceEqual(blobs[name]), name);
        Assert.Empty(_watched.Faults);
    }

    private async Task<IReadOnlyList<RunInfo>> RunsAsync() =>
        await _memory.GetAsync(ManifestCodec.Name, Ct) is null ? [] : (await Sliced.ManifestAsync(_memory)).Runs;

    // A run of one slice is written, a larger one never.
    private sealed class MergeHangs(IBlobStore inner) : StoreDecorator(inner)
    {
        public override ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken) =>
            RunName.TryParse(name, out ulong from, out ulong to) && to - from > Sliced.Entries
                ? new(new TaskCompletionSource<IBlobUpload>().Task)
                : base.UploadAsync(name, cancellationToken);
    }
}
