namespace ImmuFunctions.Ledger.Tests.Checkpoints;

/// <summary>A clock that stands still until it is moved; waits end when their time has come.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly List<Wait> _waits = [];
    private TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _now;

    /// <summary>How many wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waits.Count;
        }
    }

    /// <summary>Done when somebody waits.</summary>
    public async Task WhenWaitingAsync()
    {
        while (Waiting == 0)
            await _waiting.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    public void Pass(TimeSpan time)
    {
        Wait[] due;
        lock (_gate)
        {
            _now += time;
            due = [.. _waits.Where(w => w.Due <= _now)];
            _waits.RemoveAll(due.Contains);
            if (_waits.Count == 0 && _waiting.Task.IsCompleted)
                _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        foreach (Wait wait in due)
            wait.Callback(wait.State);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            var wait = new Wait(this, callback, state, _now + dueTime);
            _waits.Add(wait);
            _waiting.TrySetResult();
            return wait;
        }
    }

    private sealed record Wait(SteppedTime Time, TimerCallback Callback, object? State, TimeSpan Due) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (Time._gate)
            {
                Time._waits.RemoveAll(w => ReferenceEquals(w, this));
                if (Time._waits.Count == 0 && Time._waiting.Task.IsCompleted)
                    Time._waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
