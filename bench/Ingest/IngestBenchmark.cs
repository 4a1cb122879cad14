using System.Diagnostics;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Reporting;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImmuFunctions.Bench.Ingest;

/// <summary>How many entries per second the ledger engine commits, without a transport.</summary>
internal sealed class IngestBenchmark
{
    private const int Callers = 8;
    private const long WarmUpEntries = 200_000;
    private const double TargetEntries = 2_000_000;

    /// <summary>Entries per case; at least 1.</summary>
    public required long Entries { get; init; }

    /// <summary>Disk of the folder store.</summary>
    public required string Folder { get; init; }

    /// <summary>One row each.</summary>
    public required IReadOnlyList<(StoreKind Store, KeyOrder Order)> Cases { get; init; }

    /// <summary>Runs it.</summary>
    public async Task<Section> RunAsync(CancellationToken cancellationToken)
    {
        await MeasureAsync(StoreKind.Memory, DraftBatches.Create(WarmUpEntries, KeyOrder.Random), cancellationToken);
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (store, order) in Cases)
        {
            var batches = DraftBatches.Create(Entries, order);
            var outcome = await MeasureAsync(store, batches, cancellationToken);
            rows.Add(
            [
                $"{store}, {order} keys".ToLowerInvariant(),
                Figures.Count(Entries),
                Figures.Count(Entries / outcome.Elapsed.TotalSeconds),
                store == StoreKind.Memory ? $"≥ {Figures.Count(TargetEntries)}" : "",
                Figures.Tenths(outcome.IndexBytes / (double)Entries),
                Figures.Tenths(outcome.HeapBytes / (double)Entries),
            ]);
        }

        return new Section(
            "Ingest in process",
            $"Batches of {Figures.Count(EntrySource.BatchEntries)} entries, made beforehand, go through the ledger engine's append from {Callers} callers at once: leaf and "
                + "tree hashing, the frame with its checksum, the store and the index. "
                + $"Keys have {NumberedKey.KeyBytes} bytes, values {EntrySource.ValueBytes}; all keys are distinct.",
            ["store and keys", "entries", "entries/s", "target", "index bytes/entry in the store", "heap bytes/entry"],
            rows,
            ["The heap's growth is what the garbage collector cannot free afterwards. On the memory store it holds the log, the tiles and the index too, runs merged within the last 15 minutes included."]);
    }

    private async Task<IngestOutcome> MeasureAsync(StoreKind kind, EntryDraft[][] batches, CancellationToken cancellationToken)
    {
        // The end of the case before calls straight on into this one, and its stack still holds that case's ledger: leave it.
        await Task.Yield();
        var folder = WorkFolder.Create(Folder);
        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        await using IBlobStore store = kind == StoreKind.Memory ? new MemoryStore() : FolderStore.Open(folder.Path);
        await using var engine = await LedgerEngine.OpenAsync(store, new LedgerOptions(), NullLoggerFactory.Instance, cancellationToken);

        var elapsed = await ProgressDisplay.ShowAsync(
            "appending batches", batches.Length, progress => AppendAsync(engine, batches, progress, cancellationToken));

        var heapAfter = GC.GetTotalMemory(forceFullCollection: true);
        var index = (await engine.StatsAsync(cancellationToken)).IndexBytes;

        // The batches lie on the heap before and after; without this the second look could miss them.
        GC.KeepAlive(batches);
        return new IngestOutcome(elapsed, index, heapAfter - heapBefore);
    }

    private static async Task<TimeSpan> AppendAsync(
        LedgerEngine engine, EntryDraft[][] batches, ProgressCount progress, CancellationToken cancellationToken)
    {
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(
            async () =>
            {
                int number;
                while ((number = Interlocked.Increment(ref next)) < batches.Length)
                {
                    await engine.AppendAsync(batches[number], cancellationToken);
                    progress.Add(1);
                }
            },
            cancellationToken)));
        return Stopwatch.GetElapsedTime(started);
    }
}
