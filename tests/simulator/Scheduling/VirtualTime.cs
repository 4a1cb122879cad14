namespace ImmuFunctions.Simulator.Scheduling;

/// <summary>The driver's time as a process sees it: its timers fire only while it runs.</summary>
/// <param name="driver">Has the time.</param>
/// <param name="process">Whose timers they are; null for those of the world outside.</param>
internal sealed class VirtualTime(Driver driver, VirtualProcess? process) : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => driver.Now.Ticks;

    public override DateTimeOffset GetUtcNow() => Beginning + driver.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(driver, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class VirtualTimer(Driver driver, VirtualProcess? process, TimerCallback callback, object? state) : ITimer
    {
        private PlannedEvent? _next;
        private int _generation;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero)
                throw new NotSupportedException("a timer fires once");
            _next?.Cancel();
            _next = null;
            int generation = ++_generation;
            if (dueTime != Timeout.InfiniteTimeSpan)
                _next = driver.Plan(dueTime, () => Fire(generation));
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Fire(int generation)
        {
            if (process is null)
                callback(state);
            else
                process.Deliver(() => CallIfCurrent(generation));
        }

        // It may have been changed while the process was stopped.
        private void CallIfCurrent(int generation)
        {
            if (generation == _generation)
                callback(state);
        }
    }
}
