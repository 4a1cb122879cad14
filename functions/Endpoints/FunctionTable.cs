using ImmuFunctions.Functions.Health;
using ImmuFunctions.Functions.Rest;

namespace ImmuFunctions.Functions.Endpoints;

/// <summary>Every function there is.</summary>
internal static class FunctionTable
{
    public static IReadOnlyList<HttpFunction> Http { get; } = [.. HealthFunctions.All, .. RestFunctions.All];

    public static IReadOnlyList<TimerFunction> Timers { get; } = [];
}
