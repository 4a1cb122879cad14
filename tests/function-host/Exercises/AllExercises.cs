namespace ImmuFunctions.HostEmulator.Tests.Exercises;

/// <summary>An exercise for every function there is, in the order they are run. Who adds a function adds one here.</summary>
internal static class AllExercises
{
    public static IReadOnlyList<Exercise> Of { get; } =
        [.. HealthExercises.All, .. RestExercises.All, .. VerifiedExercises.All, .. QueryExercises.All, .. ConnectExercises.All, .. TlogExercises.All, .. TimerExercises.All, RestExercises.Logout];
}
