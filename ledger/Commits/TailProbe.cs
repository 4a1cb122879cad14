using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Telemetry;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>Looks whether the log of a shared store has grown, for everybody who wants to read what is newest.</summary>
/// <remarks>
/// <para>A read may be answered with a probe that starts after the read arrived, never with one under way: that may have passed the place where an entry was
/// acknowledged since. So at most one probe is under way and one waits for it to end; all reads that arrive in between share the one that waits.</para>
/// <para>A probe is one read of one byte at the known end. What is there is then taken in, as part of the probe.</para>
/// </remarks>
internal sealed class TailProbe(IBlobStore store, StorageNames names, Sequencer sequencer, TimeProvider time) : IAsyncDisposable
{
    private readonly byte[] _next = new byte[1]; // one probe at a time
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private TaskCompletionSource<Snapshot>? _underWay;
    private TaskCompletionSource<Snapshot>? _waiting;

    private long _currentAsOf = long.MinValue;

    /// <summary>The ledger with everything acknowledged before this call.</summary>
    public Task<Snapshot> SnapshotAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<Snapshot> probe;
        bool isFirst;
        lock (_gate)
        {
            isFirst = _underWay is null;
            probe = isFirst ? _underWay = NewProbe() : _waiting ??= NewProbe();
        }

        if (isFirst)
            _ = RunAsync(probe);
        return probe.Task.WaitAsync(cancellationToken); // who gives up leaves the others their probe
    }

    /// <summary>The ledger with everything acknowledged before a time not as long ago as this.</summary>
    /// <param name="maxStaleness">Zero asks for everything acknowledged before this call.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public ValueTask<Snapshot> SnapshotAsync(TimeSpan maxStaleness, CancellationToken cancellationToken)
    {
        long asOf = Math.Max(Volatile.Read(ref _currentAsOf), sequencer.CurrentAsOf);
        return time.GetElapsedTime(asOf) < maxStaleness ? new(sequencer.Current) : new(SnapshotAsync(cancellationToken));
    }

    /// <summary>Waits for the probes that have been asked for.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? last;
        lock (_gate)
            last = (_waiting ?? _underWay)?.Task;
        if (last is not null)
            await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static TaskCompletionSource<Snapshot> NewProbe() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync(TaskCompletionSource<Snapshot> probe)
    {
        for (TaskCompletionSource<Snapshot>? next = probe; next is not null; next = Next())
        {
            if (next != probe)
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // whoever began has the answer: the probes of others are not made on its thread
            try
            {
                next.SetResult(await ProbeAsync().ConfigureAwait(false));
            }
            catch (Exception e)
            {
                next.SetException(e);
            }
        }
    }

    // From here on nobody joins the probe that waited.
    private TaskCompletionSource<Snapshot>? Next()
    {
        lock (_gate)
        {
            (_underWay, _waiting) = (_waiting, null);
            return _underWay;
        }
    }

    private async ValueTask<Snapshot> ProbeAsync()
    {
        LedgerTelemetry.Probed(names.Prefix);
        long startedAt = time.GetTimestamp();
        Snapshot found = sequencer.Current;
        int read = await store.ReadAsync(names.Segment(found.End.Segment), found.End.Position, _next, CancellationToken.None).ConfigureAwait(false);
        if (read > 0)
            found = await sequencer.CatchUpAsync(CancellationToken.None).ConfigureAwait(false);
        Volatile.Write(ref _currentAsOf, startedAt);
        return found;
    }
}
