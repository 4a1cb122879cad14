using System.Runtime.ExceptionServices;

namespace ImmuFunctions.Simulator.Scheduling;

/// <summary>Virtual time, and the order in which everything happens.</summary>
/// <remarks>
/// <para>The process has one thread-pool worker. Whatever the code under test does with tasks, channels and timers becomes work of that worker, which takes it in one order.
/// The driver is work, too: it puts itself behind everything that waits, until it is alone. Then nothing can go on by itself, and the next event is let happen.</para>
/// <para>Events happen in the order of their virtual time; those of one moment in the order in which they were planned.</para>
/// </remarks>
internal sealed class Driver : IThreadPoolWorkItem
{
    private const int MostWaiting = 5_000_000;

    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(5);

    private readonly PriorityQueue<PlannedEvent, (long Time, long Number)> _events = new();
    private readonly long _maxEvents;
    private readonly TaskCompletionSource _ended = new();
    private long _planned;
    private int _waited;
    private Exception? _failure;
    private Task? _whole;

    /// <param name="maxEvents">More than so many events are a run that makes no progress.</param>
    public Driver(long maxEvents) => _maxEvents = maxEvents;

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Events that have happened.</summary>
    public long Happened { get; private set; }

    /// <summary>Lets something happen later.</summary>
    /// <param name="delay">Virtual time from now on; not negative.</param>
    /// <param name="action">What happens; runs alone.</param>
    public PlannedEvent Plan(TimeSpan delay, Action action)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        var planned = new PlannedEvent(action);
        _events.Enqueue(planned, ((Now + delay).Ticks, _planned++));
        return planned;
    }

    /// <summary>Runs a simulation to its end. Called by a thread that is not the pool's.</summary>
    /// <exception cref="StuckException">The simulation waits for something that will not happen.</exception>
    public void Run(Func<Task> simulation)
    {
        Plan(TimeSpan.Zero, () => _whole = simulation());
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        if (!_ended.Task.Wait(LongestRun))
            throw new StuckException($"no end within {LongestRun} of real time");
        if (_failure is not null)
            ExceptionDispatchInfo.Throw(_failure);
        _whole!.GetAwaiter().GetResult();
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            while (ThreadPool.PendingWorkItemCount == 0)
            {
                if (_whole is { IsCompleted: true })
                {
                    _ended.SetResult();
                    return;
                }

                _waited = 0;
                Next();
            }

            if (++_waited == MostWaiting)
                throw new StuckException("work goes on and on without waiting for anything");
        }
        catch (Exception e)
        {
            _failure = e;
            _ended.SetResult();
            return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Next()
    {
        if (Happened == _maxEvents)
            throw new StuckException($"no end after {_maxEvents} events");
        if (!_events.TryDequeue(out PlannedEvent? next, out (long Time, long Number) when))
            throw new StuckException("nothing is left that could happen");
        if (next.IsCancelled)
            return;
        Now = new TimeSpan(when.Time);
        Happened++;
        next.Happen();
    }
}
