using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>Upkeep at its limits: very large frames, very many runs, merges that cannot be done, closing in the middle of everything.</summary>
public sealed class UpkeepLimitTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly LedgerOptions Options = Sliced.Options with { Time = TimeProvider.System };

    // Found by review: more memtables in a slice than are merged at once ended the flushing task, and writers waited for ever.
    [Theory]
    [InlineData(600)]
    [InlineData(10_000)]
    public async Task Slice_OfAFrameWithFarMoreEntries_BecomesARun(int entries)
    {
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Options with { ValueIndex = true });
        await ledger.LoadAsync(entries, perFrame: entries);
        await ledger.SettleAsync(Ct).WaitAsync(Long, Ct);

        Assert.Equal(entries, (await Sliced.ManifestAsync(store)).Runs.Single().Rows / 2);
        Assert.Equal(97UL, await (await ledger.NowAsync()).CountKeysAsync(Ct));
    }

    // Found by review: more live runs than are merged at once ended the merging task.
    [Fact]
    public async Task Merges_FailForLongAndThenWork_ComeToThePlan()
    {
        var store = new UnmergingStore(new MemoryStore()) { IsDown = true };
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Sliced.Options);
        await ledger.LoadAsync(40 * Sliced.Entries);
        while ((await Sliced.ManifestAsync(store)).Runs.Count < 40)
            await Task.Delay(2, Ct);

        store.IsDown = false;
        await ledger.SettleAsync(Ct).WaitAsync(Long, Ct);

        Assert.Equal(RunPlan.For(40), (await Sliced.ManifestAsync(store)).Runs.Select(r => r.Slices));
        Assert.Equal(97UL, await (await ledger.NowAsync()).CountKeysAsync(Ct));
    }

    [Fact]
    public async Task Run_Damaged_WritingAndFlushingGoOnWithoutMerges()
    {
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Options with { CacheBytes = 1 });
        await ledger.LoadAsync(2 * Sliced.Entries);
        await ledger.SettleAsync(Ct);
        string name = RunName.Format(0, Sliced.Entries);
        byte[] bytes = (await store.GetAsync(name, Ct))!.Bytes.ToArray();
        bytes[bytes.Length / 8] ^= 1;
        await store.DeleteAsync(name, Ct);
        await store.PutAsync(name, bytes, PutCondition.IfAbsent, PutDurability.Durable, Ct);

        await ledger.LoadAsync(40 * Sliced.Entries).WaitAsync(Long, Ct);
        while ((await Sliced.ManifestAsync(store)).Size < 40 * Sliced.Entries)
            await Task.Delay(2, Ct);

        Snapshot snapshot = await ledger.NowAsync();
        Assert.True((await Sliced.ManifestAsync(store)).Runs.Count > IndexUpkeep.MaxLiveRuns);
        Assert.Equal(671UL, (await snapshot.LatestAsync("key-57"u8.ToArray(), Ct))!.Value.Index); // the newest of 32 and 639 more
        LedgerException refusal = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await snapshot.CountKeysAsync(Ct));
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    // Found by review: the ledger waited for what waited for upkeep, and ended upkeep only afterwards.
    [Fact]
    public async Task Dispose_WritersWaitForAStoreThatHangs_IsNotHeldUp()
    {
        var store = new HangingManifest(new MemoryStore());
        LedgerEngine ledger = await TestLedger.OpenAsync(store, Options);
        Task[] writing = [.. Enumerable.Range(0, 20).Select(_ => ledger.LoadAsync(20 * Sliced.Entries))];
        await store.Hangs.WaitAsync(Long, Ct);
        while ((await ledger.StatsAsync(Ct)).TailEntries < 8UL * Sliced.Entries)
            await Task.Delay(2, Ct);

        await ledger.DisposeAsync().AsTask().WaitAsync(Long, Ct);

        foreach (Task writer in writing)
            await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => writer.WaitAsync(Long, Ct));
    }

    [Fact]
    public async Task Dispose_AtAnyMoment_EndsAndLosesNothing()
    {
        for (int step = 3; step < 200; step += 7)
        {
            var memory = new MemoryStore();
            var reached = new SteppedStore(memory, step, StepFate.FailsBefore, count: 0);
            LedgerEngine ledger = await TestLedger.OpenAsync(reached, Options);
            int acknowledged = 0;
            Task writing = Task.Run(async () =>
            {
                for (int frame = 0; ; frame++)
                {
                    await ledger.AppendAsync(SlicedLog.Frame(frame), Ct);
                    acknowledged = frame + 1;
                }
            }, Ct);
            await Task.WhenAny(reached.Reached, writing);

            await ledger.DisposeAsync().AsTask().WaitAsync(Long, Ct);

            await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => writing.WaitAsync(Long, Ct));
            await using LedgerEngine again = await TestLedger.OpenAsync(memory, Options);
            Snapshot snapshot = await again.NowAsync();
            Assert.True(snapshot.Size >= (ulong)(acknowledged * SlicedLog.PerFrame));
            await SlicedLog.AssertAnswersAsync(SlicedLog.Model((int)snapshot.Size / SlicedLog.PerFrame), snapshot);
        }
    }

    // Found by review: inputs of a merge whose swap was done, but not answered, stayed until the next start.
    [Fact]
    public async Task Swap_AnswerIsLost_WhatWasMergedIsDeletedAllTheSame()
    {
        var store = new LosesAnswers(new MemoryStore());
        await using LedgerEngine ledger = await Sliced.LoadedAsync(store, 60 * Sliced.Entries);
        Manifest manifest = await Sliced.ManifestAsync(store);
        Assert.True(store.Lost > 10);

        using var limit = new CancellationTokenSource(Long);
        while ((await Sliced.BlobsAsync(store)).Count > manifest.Runs.Count + 1)
            await Task.Delay(5, limit.Token);
        Assert.Equal(RunPlan.For(60), manifest.Runs.Select(r => r.Slices));
    }

    // Found by review: a timer takes no such wait, and the merging task ended.
    [Fact]
    public async Task Grace_OfManyYears_IsWaitedFor()
    {
        var store = new MemoryStore();
        await using LedgerEngine ledger = await Sliced.LoadedAsync(store, 200, Sliced.Options with { RunGrace = TimeSpan.FromDays(36_500) });
        await ledger.LoadAsync(800);
        await ledger.SettleAsync(Ct).WaitAsync(Long, Ct);

        Assert.Equal(RunPlan.For(62), (await Sliced.ManifestAsync(store)).Runs.Select(r => r.Slices));
    }

    // While it is down, a run of one slice is written, a larger one is not.
    private sealed class UnmergingStore(IBlobStore inner) : StoreDecorator(inner)
    {
        public volatile bool IsDown;

        public override async ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken)
        {
            if (!IsDown || !RunName.TryParse(name, out ulong from, out ulong to) || to - from <= Sliced.Entries)
                return await base.UploadAsync(name, cancellationToken);
            await Task.Delay(1, cancellationToken);
            throw new LedgerException(LedgerErrorKind.Unavailable, "no large blobs for now (test)");
        }
    }

    private sealed class HangingManifest(IBlobStore inner) : StoreDecorator(inner)
    {
        private readonly TaskCompletionSource _hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Hangs => _hangs.Task;

        public override async ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
        {
            if (name != ManifestCodec.Name)
                return await base.PutAsync(name, data, condition, durability, cancellationToken);
            _hangs.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        }
    }

    private sealed class LosesAnswers(IBlobStore inner) : StoreDecorator(inner)
    {
        private int _count;

        public int Lost => _count / 2;

        public override async ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
        {
            string? version = await base.PutAsync(name, data, condition, durability, cancellationToken);
            return name == ManifestCodec.Name && Interlocked.Increment(ref _count) % 2 == 0
                ? throw new LedgerException(LedgerErrorKind.Unavailable, "the answer is lost (test)")
                : version;
        }
    }
}
