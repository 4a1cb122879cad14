namespace ImmuFunctions.Simulator.Scheduling;

/// <summary>A process that may be stopped for a while, or die, between any two things that happen to it.</summary>
/// <remarks>What reaches it from outside (answers, timers) comes through <see cref="Deliver"/>: to a dead process nothing comes, to a stopped one everything when it goes on.</remarks>
internal sealed class VirtualProcess(Driver driver, string name)
{
    private readonly CancellationTokenSource _death = new();
    private readonly Queue<Action> _held = new();

    /// <summary>For the trace.</summary>
    public string Name => name;

    public bool IsDead { get; private set; }

    public bool IsPaused { get; private set; }

    /// <summary>Cancelled when it dies.</summary>
    public CancellationToken Death => _death.Token;

    /// <summary>Lets something reach the process now, when it goes on, or never.</summary>
    public void Deliver(Action arrival)
    {
        if (IsDead)
            return;
        if (IsPaused || _held.Count > 0)
            _held.Enqueue(arrival);
        else
            arrival();
    }

    public void Die()
    {
        IsDead = true;
        _held.Clear();
        _death.Cancel();
    }

    public void Pause() => IsPaused = true;

    public void Resume()
    {
        IsPaused = false;
        if (_held.Count > 0)
            driver.Plan(TimeSpan.Zero, DeliverHeld);
    }

    // One at a time, in the order in which they came, each as an event of its own.
    private void DeliverHeld()
    {
        if (IsDead || IsPaused || !_held.TryDequeue(out Action? arrival))
            return;
        arrival();
        if (_held.Count > 0)
            driver.Plan(TimeSpan.Zero, DeliverHeld);
    }
}
