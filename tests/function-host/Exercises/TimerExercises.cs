namespace ImmuFunctions.HostEmulator.Tests.Exercises;

/// <summary>The functions that run by the clock, with every payload the host sends.</summary>
internal static class TimerExercises
{
    public static IReadOnlyList<Exercise> All { get; } = [Timer("upkeep"), Timer("auditor")];

    private static Exercise Timer(string function) => new(function, async (host, _) => Assert.NotEmpty(await host.RunTimerAsync(function)));
}
