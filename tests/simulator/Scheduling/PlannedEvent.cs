namespace ImmuFunctions.Simulator.Scheduling;

/// <summary>Something that will happen at a moment of virtual time.</summary>
internal sealed class PlannedEvent(Action action)
{
    /// <summary>Whether it was called off.</summary>
    public bool IsCancelled { get; private set; }

    public void Cancel() => IsCancelled = true;

    public void Happen() => action();
}
