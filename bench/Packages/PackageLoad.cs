using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Immudb.Schema;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.Packages;

/// <summary>Writes records one by one from many callers, and reads every tenth back with proof right after it was written.</summary>
internal sealed class PackageLoad(HostSession session, Auditor auditor, int callers)
{
    private const int SampleEvery = 10;

    private readonly ConcurrentBag<PackageRecord> _sample = [];
    private long _records;
    private long _bytes;

    /// <summary>The records that were read back.</summary>
    public IReadOnlyCollection<PackageRecord> Sample => _sample;

    /// <summary>How many records were written.</summary>
    public long Records => Volatile.Read(ref _records);

    /// <summary>Bytes of their keys and values.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Writes everything <paramref name="source"/> has.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> RunAsync(PackageSource source, CancellationToken cancellationToken)
    {
        // Counted first, so that the bar knows where it ends.
        long total = 0;
        await foreach (var _ in source.ReadAsync(cancellationToken))
            total++;

        return await ProgressDisplay.ShowAsync("writing packages", total, async progress =>
        {
            var started = Stopwatch.GetTimestamp();
            using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var queue = Channel.CreateBounded<PackageRecord>(4 * callers);
            var writers = Enumerable.Range(0, callers).Select(caller => Task.Run(() => WriteAsync(queue.Reader, caller, progress, failed), cancellationToken));
            await Task.WhenAll([ReadAsync(source, queue.Writer, failed.Token), .. writers]);
            return Stopwatch.GetElapsedTime(started);
        });
    }

    private static async Task ReadAsync(PackageSource source, ChannelWriter<PackageRecord> queue, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var record in source.ReadAsync(cancellationToken))
                await queue.WriteAsync(record, cancellationToken);
        }
        finally
        {
            queue.Complete();
        }
    }

    private async Task WriteAsync(ChannelReader<PackageRecord> queue, int caller, ProgressCount progress, CancellationTokenSource failed)
    {
        try
        {
            await foreach (var record in queue.ReadAllAsync(failed.Token))
            {
                await session.Client(caller).SetAsync(new KeyValue { Key = record.Key, Value = record.Value }, session.Options, failed.Token);
                Interlocked.Increment(ref _records);
                Interlocked.Add(ref _bytes, record.Key.Length + record.Value.Length);
                progress.Add(1);
                if (record.Number % SampleEvery == 0)
                {
                    await auditor.VerifyAsync(session, caller, record.Key, record.Value, failed.Token);
                    _sample.Add(record);
                }
            }
        }
        catch
        {
            // The others must not go on waiting for a queue that nobody empties.
            await failed.CancelAsync();
            throw;
        }
    }
}
