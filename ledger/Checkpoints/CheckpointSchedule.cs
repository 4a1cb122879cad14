using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Checkpoints;

/// <summary>Publishes checkpoints behind the commits: one interval after the first that none covers, so at most once in an interval, and nothing while nobody writes.</summary>
internal sealed class CheckpointSchedule : IAsyncDisposable
{
    private readonly Func<ValueTask> _publish;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();

    // Holds one mark while something may be unpublished.
    private readonly Channel<bool> _due =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Task _loop;

    /// <param name="publish">Publishes what is committed by now.</param>
    /// <param name="interval">More than zero.</param>
    /// <param name="time">Waits.</param>
    /// <param name="log">For failures.</param>
    public CheckpointSchedule(Func<ValueTask> publish, TimeSpan interval, TimeProvider time, ILogger log)
    {
        (_publish, _interval, _time, _log) = (publish, interval, time, log);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Something was committed. Takes no time.</summary>
    public void NoteCommit() => _due.Writer.TryWrite(true);

    /// <summary>Publishes what is due, now and once, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _due.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _due.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await Task.Delay(_interval, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _due.Reader.TryRead(out _); // before the snapshot is taken: what is committed from now on puts its own mark
            await TryPublishAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask TryPublishAsync()
    {
        try
        {
            await _publish().ConfigureAwait(false);
        }
        catch (LedgerException e) when (e.Kind == LedgerErrorKind.Corrupt)
        {
            // Will be the same in a minute; said again when somebody writes.
            CheckpointLog.Contradiction(_log, e);
        }
        catch (Exception e)
        {
            // Of whatever kind: if this task ended, nobody would hear of it.
            CheckpointLog.Failed(_log, _interval, e);
            NoteCommit();
        }
    }
}
