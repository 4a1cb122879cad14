using System.Globalization;
using ImmuFunctions.Simulator.Scheduling;

namespace ImmuFunctions.Simulator.Checking;

/// <summary>What was found to be wrong in a run.</summary>
internal sealed class Verdict(Driver? driver)
{
    private readonly List<string> _violations = [];
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Violations => _violations;

    /// <summary>Complete when something was found: going on would show only what follows from it.</summary>
    public Task Broken => _broken.Task;

    public void Report(string what)
    {
        _violations.Add(driver is null ? what : string.Create(CultureInfo.InvariantCulture, $"at {driver.Now.TotalSeconds:f4} s: {what}"));
        _broken.TrySetResult();
    }

    public void Require(string? fault)
    {
        if (fault is not null)
            Report(fault);
    }
}
