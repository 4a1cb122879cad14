using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>One run of appends with flushes, merges, swaps and deletions, again and again; each time another operation on the store is the last one, or fails. What runs beside what differs from run to run.</summary>
public sealed class SingleFaultTests
{
    private const int Frames = 46;

    private static readonly LedgerOptions Options = Sliced.Options with { SegmentFrames = 30, ValueIndex = true, CacheBytes = 64 << 10 };

    [Theory]
    [InlineData(StepFate.DiesBefore)]
    [InlineData(StepFate.DiesAfter)]
    public async Task Process_DiesAtAnyOperation_NothingIsLostAndTheRunsAreThoseOfTheLog(StepFate fate)
    {
        Dictionary<string, byte[]> undisturbed = await UndisturbedAsync();
        bool isReached = true;
        for (int step = 1; isReached; step++)
        {
            var memory = new MemoryStore();
            var store = new SteppedStore(memory, step, fate);
            int acknowledged = 0;
            Task dying = WriteAllAsync(store, frames => acknowledged = frames);
            await Task.WhenAny(dying, store.Reached);
            isReached = store.Reached.IsCompleted;

            // The dead process is left as it is: no operation of it is ever answered.
            await AssertGoesOnAsync(memory, acknowledged, undisturbed);
        }
    }

    [Theory]
    [InlineData(StepFate.FailsBefore, 1, 1)]
    [InlineData(StepFate.FailsAfter, 1, 2)]
    [InlineData(StepFate.FailsBefore, 25, 3)]
    public async Task Store_FailsForAWhile_UpkeepGoesOnAndTheRunsAreThoseOfTheLog(StepFate fate, int operations, int first)
    {
        Dictionary<string, byte[]> undisturbed = await UndisturbedAsync();
        bool isReached = true;
        for (int step = first; isReached; step += Math.Max(3, operations))
        {
            var memory = new MemoryStore();
            var store = new SteppedStore(memory, step, fate, operations);
            await WriteAllAsync(store, _ => { }).WaitAsync(TimeSpan.FromSeconds(30), Ct);
            isReached = store.Reached.IsCompleted;

            await AssertGoesOnAsync(memory, Frames, undisturbed);
        }
    }

    // What fails is tried again, as a client does, and a start as whoever started it does.
    private static async Task WriteAllAsync(IBlobStore store, Action<int> acknowledged)
    {
        LedgerEngine? opened = null;
        while (opened is null)
            await TryAsync(async () => opened = await TestLedger.OpenAsync(store, Options));
        await using LedgerEngine ledger = opened;
        for (int frame = 0; frame < Frames;)
        {
            await TryAsync(async () =>
            {
                await ledger.AppendAsync(SlicedLog.Frame(frame), Ct);
                acknowledged(++frame);
            });
        }

        await ledger.SettleAsync(Ct);
    }

    private static async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (LedgerException e) when (e.Kind == LedgerErrorKind.Unavailable)
        {
            await Task.Yield();
        }
    }

    private static async Task AssertGoesOnAsync(MemoryStore memory, int acknowledged, Dictionary<string, byte[]> undisturbed)
    {
        await using (LedgerEngine ledger = await TestLedger.OpenAsync(memory, Options))
        {
            Snapshot snapshot = await ledger.NowAsync();
            int frames = (int)snapshot.Size / SlicedLog.PerFrame;
            Assert.InRange(frames, acknowledged, Frames);
            await SlicedLog.AssertAnswersAsync(SlicedLog.Model(frames), snapshot);
            for (int frame = frames; frame < Frames; frame++)
                await ledger.AppendAsync(SlicedLog.Frame(frame), Ct);
        }

        Assert.Equal(undisturbed, await SlicedLog.SettledAsync(memory, Options));
    }

    private static async Task<Dictionary<string, byte[]>> UndisturbedAsync()
    {
        var memory = new MemoryStore();
        await WriteAllAsync(memory, _ => { });
        return await SlicedLog.SettledAsync(memory, Options);
    }
}
