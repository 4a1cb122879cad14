using System.Runtime.ExceptionServices;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Telemetry;

namespace ImmuFunctions.Client.Writing;

/// <summary>Fills batches from a source and has them written, some at a time; runs once.</summary>
/// <remarks>
/// The source waits while the next batch is full and as many as may be are under way. Of two batches with a key in common
/// the later one waits for the earlier, so that the later value becomes the newer version.
/// </remarks>
/// <param name="options">Sizes.</param>
/// <param name="stamp">Wraps values.</param>
/// <param name="write">Writes a batch and verifies it.</param>
/// <param name="progress">Told of each batch; null for nobody.</param>
internal sealed class BatchImport(ImportOptions options, ValueStamp stamp, Func<KVList, Task<WrittenRange>> write, IProgress<ImportProgress>? progress)
{
    private readonly Queue<ImportBatch> _underWay = new();
    private ulong _written;
    private ulong _entries;
    private long _bytes;
    private int _batches;

    public async Task<ImportResult> RunAsync(IAsyncEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> source, CancellationToken cancellationToken)
    {
        Require(options);
        ExceptionDispatchInfo? failure = null;
        try
        {
            await FillAsync(source, cancellationToken).ConfigureAwait(false);
            await SettleAsync(0).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        if (failure is null)
            return new ImportResult(_written, _entries, _bytes, _batches);

        await EndAsync().ConfigureAwait(false);
        if (failure.SourceException is LedgerClientException refused and not TamperedException)
            throw new ImportStoppedException(_written, refused);
        failure.Throw();
        throw failure.SourceException;
    }

    private static void Require(ImportOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchEntries, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.BatchEntries, ImportOptions.MaxBatchEntries, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.BatchBytes, ImportOptions.MaxBatchBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.InFlight, 1, nameof(options));
    }

    private async Task FillAsync(IAsyncEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> source, CancellationToken cancellationToken)
    {
        var batch = new ImportBatch();
        await foreach ((LedgerBytes key, LedgerBytes value) in source.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (_written < options.Skip)
            {
                _written++;
                continue;
            }

            ByteString stored = options.Raw ? value.ToByteString() : stamp.Wrap(key, value, options.Time);
            if (batch.IsFullFor(key, stored, options))
            {
                await StartAsync(batch, cancellationToken).ConfigureAwait(false);
                batch = new ImportBatch();
            }

            batch.Add(key, stored);
            while (_underWay.TryPeek(out ImportBatch? oldest) && oldest.Writing!.IsCompleted)
                await SettleAsync(_underWay.Count - 1).ConfigureAwait(false);
        }

        if (batch.Count > 0)
            await StartAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private async Task StartAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        await SettleAsync(options.InFlight - 1).ConfigureAwait(false);
        if (_underWay.Any(batch.SharesKeysWith))
            await SettleAsync(0).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        batch.Writing = write(batch.Message);
        _underWay.Enqueue(batch);
    }

    // In order, until only so many are left.
    private async Task SettleAsync(int left)
    {
        while (_underWay.Count > left)
        {
            WrittenRange range = await _underWay.Peek().Writing!.ConfigureAwait(false);
            Count(_underWay.Dequeue(), range);
        }
    }

    // After a failure: no batch is left behind unobserved. Only what comes before the failed one counts.
    private async Task EndAsync()
    {
        bool unbroken = true;
        while (_underWay.TryDequeue(out ImportBatch? batch))
        {
            await Task.WhenAny(batch.Writing!).ConfigureAwait(false);
            if (unbroken &= batch.Writing!.IsCompletedSuccessfully)
                Count(batch, await batch.Writing.ConfigureAwait(false));
            else
                _ = batch.Writing.Exception;
        }
    }

    private void Count(ImportBatch batch, WrittenRange range)
    {
        _written += (ulong)batch.Count;
        _entries += (ulong)batch.Count;
        _bytes += batch.Bytes;
        _batches++;
        ClientTelemetry.Imported.Add(batch.Count);
        progress?.Report(new ImportProgress(_written, _bytes, range.To - 1));
    }
}
