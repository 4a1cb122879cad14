using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Checkpoints;
using ImmuFunctions.Ledger.Tests.Doubles;
using ImmuFunctions.Ledger.Tests.Snapshots;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>What a timer has done for hosts that come and go.</summary>
public sealed class DueUpkeepTests : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly MemoryStore _memory = new(exclusive: false);

    public ValueTask DisposeAsync() => _memory.DisposeAsync();

    [Fact]
    public async Task Upkeep_NothingDue_IsTheManifestAProbeAndTheCheckpoint()
    {
        using var signer = new TestSigner();
        var store = new CountingStore(_memory);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Options(signer));
        await ledger.LoadAsync(100, perFrame: 8);
        await ledger.UpkeepAsync(Ct).AsTask().WaitAsync(Long, Ct);
        store.Forget();

        UpkeepReport report = await ledger.UpkeepAsync(Ct);

        Assert.Equal(["get index/manifest", "read log/00000000000000000000.seg", "get checkpoint"], store.Take());
        Assert.True(report.IsSettled);
        Assert.Equal((100u, 96u, report.Indexed), (report.Entries, report.IndexedBefore, report.IndexedBefore));
        Assert.Equal(100u, report.Checkpoint!.Size);
        Assert.Equal(1, signer.Signed);
    }

    [Fact]
    public async Task Upkeep_ExclusiveStoreNothingDue_AsksTheStoreForNothing()
    {
        using var signer = new TestSigner();
        var store = new CountingStore(new MemoryStore());
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Options(signer));
        await ledger.LoadAsync(100, perFrame: 8);
        await ledger.UpkeepAsync(Ct).AsTask().WaitAsync(Long, Ct);
        store.Forget();

        await ledger.UpkeepAsync(Ct);

        Assert.Empty(store.Take());
    }

    [Fact]
    public async Task Upkeep_AnotherHostHasWritten_FollowsFlushesMergesAndPublishes()
    {
        using var signer = new TestSigner();
        var dead = new PausedStore(_memory) { StopBefore = o => o.StartsWith("upload index/", StringComparison.Ordinal) };
        LedgerEngine writer = await TestLedger.OpenAsync(dead, Options(signer));
        await using LedgerEngine timer = await TestLedger.OpenAsync(_memory, Options(signer));
        for (int frame = 0; frame < 2; frame++) // one slice: its run is where the writer stops
            await writer.AppendAsync(SlicedLog.Frame(frame), Ct);
        await dead.Stopped.WaitAsync(Long, Ct);

        UpkeepReport report = await timer.UpkeepAsync(Ct).AsTask().WaitAsync(Long, Ct);

        Assert.Equal((16u, 0u, 16u, true), (report.Entries, report.IndexedBefore, report.Indexed, report.IsSettled));
        Assert.Equal(16u, (await Sliced.ManifestAsync(_memory)).Size);
        Assert.Equal(16u, (await Published.InAsync(_memory, signer))!.Size);
        Assert.Equal(16u, report.Checkpoint!.Size);
    }

    // A due merge whose host had died was left to the next flush, or the next start, of another one.
    [Fact]
    public async Task Upkeep_HostDiedOverADueMerge_MergesInItsPlace()
    {
        await using LedgerEngine timer = await TestLedger.OpenAsync(_memory, Options(null));
        LedgerEngine dead = await TestLedger.OpenAsync(new MergeHangs(_memory), Options(null));
        while (await RunsAsync() < 7)
            await dead.AppendAsync(SlicedLog.Frame(1), Ct);
        Assert.True(timer.IsSettled); // as far as it knows
        int left = await RunsAsync();

        UpkeepReport report = await timer.UpkeepAsync(Ct).AsTask().WaitAsync(Long, Ct);

        Assert.True(report.IsSettled);
        Assert.True(report.RunsBefore >= left && report.Runs <= RunPlan.MaxRuns, $"{report}");
        Manifest manifest = await Sliced.ManifestAsync(_memory);
        Assert.False(RunPlan.TryNextMerge([.. manifest.Runs.Select(r => r.Slices)], out _));
        var model = new EntryModel();
        Snapshot now = await timer.NowAsync();
        await SlicedLog.AddNewAsync(model, now);
        await SlicedLog.AssertAnswersAsync(model, now);
    }

    [Fact]
    public async Task Upkeep_TimeIsUpBeforeTheMerge_SaysThatItIsNotSettled()
    {
        var hanging = new MergeHangs(_memory);
        await using (LedgerEngine first = await TestLedger.OpenAsync(hanging, Options(null)))
        {
            while (await RunsAsync() < 7)
                await first.AppendAsync(SlicedLog.Frame(1), Ct);
            using var over = new CancellationTokenSource();
            ValueTask<UpkeepReport> upkeep = first.UpkeepAsync(over.Token);
            await hanging.Hangs.WaitAsync(Long, Ct);
            Assert.False(upkeep.IsCompleted);
            await over.CancelAsync();

            UpkeepReport report = await upkeep.AsTask().WaitAsync(Long, Ct);

            Assert.False(report.IsSettled);
            hanging.LetGo();
        }
    }

    [Fact]
    public async Task Upkeep_ManyHostsAtOnce_EndInThePlan()
    {
        using var signer = new TestSigner();
        LedgerEngine[] hosts = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => TestLedger.OpenAsync(new PausedStore(_memory, i), Options(signer))));
        for (int frame = 0; frame < 30; frame++)
            await hosts[0].AppendAsync(SlicedLog.Frame(frame), Ct);

        UpkeepReport[] reports = await Task.WhenAll(hosts.Select(h => h.UpkeepAsync(Ct).AsTask())).WaitAsync(Long, Ct);

        Assert.All(reports, r => Assert.Equal((240u, 240u, true), (r.Checkpoint!.Size, r.Indexed, r.IsSettled)));
        Dictionary<string, byte[]> undisturbed = await SlicedLog.UndisturbedAsync(_memory, Options(null));
        Assert.Equal(undisturbed[ManifestCodec.Name], (await _memory.GetAsync(ManifestCodec.Name, Ct))!.Bytes.ToArray());
        foreach (LedgerEngine host in hosts)
            await host.DisposeAsync();
    }

    [Fact]
    public async Task Upkeep_LogWasCutBack_IsCorrupt()
    {
        using var signer = new TestSigner();
        await using (LedgerEngine ledger = await TestLedger.OpenAsync(_memory, Options(signer)))
        {
            await ledger.LoadAsync(20);
            await ledger.UpkeepAsync(Ct).AsTask().WaitAsync(Long, Ct);
        }

        var fresh = new MemoryStore(exclusive: false);
        await Published.ReplaceAsync(fresh, (await _memory.GetAsync(Published.Name, Ct))!.Bytes);
        await using LedgerEngine cut = await TestLedger.OpenAsync(fresh, Options(signer));

        await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await cut.UpkeepAsync(Ct));
    }

    private static LedgerOptions Options(TestSigner? signer) => Sliced.Options with
    {
        Time = TimeProvider.System,
        OthersFirst = TimeSpan.Zero,
        RunGrace = TimeSpan.FromHours(1),
        Signer = signer,
        CheckpointOrigin = TestSigner.Origin,
        CheckpointInterval = TimeSpan.Zero,
    };

    private async Task<int> RunsAsync() =>
        await _memory.GetAsync(ManifestCodec.Name, Ct) is null ? 0 : (await Sliced.ManifestAsync(_memory)).Runs.Count;

    // A run of one slice is written, a larger one not before it is let go.
    private sealed class MergeHangs(IBlobStore inner) : StoreDecorator(inner)
    {
        private readonly TaskCompletionSource _hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Hangs => _hangs.Task;

        public void LetGo() => _letGo.TrySetResult();

        public override async ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken)
        {
            if (RunName.TryParse(name, out ulong from, out ulong to) && to - from > Sliced.Entries)
            {
                _hangs.TrySetResult();
                await _letGo.Task;
            }

            return await base.UploadAsync(name, cancellationToken);
        }
    }
}
