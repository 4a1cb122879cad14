using ImmuFunctions.Functions.Health;

namespace ImmuFunctions.Functions.Endpoints;

/// <summary>Every function there is.</summary>
internal static class FunctionTable
{
    public static IReadOnlyList<HttpFunction> Http { get; } = [.. HealthFunctions.All];

    public static IReadOnlyList<TimerFunction> Timers { get; } = [];
}
