using ImmuFunctions.Functions.Auditing;
using ImmuFunctions.Functions.Connect;
using ImmuFunctions.Functions.Gateway;
using ImmuFunctions.Functions.Health;
using ImmuFunctions.Functions.OpenApi;
using ImmuFunctions.Functions.Queries;
using ImmuFunctions.Functions.Rest;
using ImmuFunctions.Functions.Rest.Verified;
using ImmuFunctions.Functions.Timers;
using ImmuFunctions.Functions.Tlog;

namespace ImmuFunctions.Functions.Endpoints;

/// <summary>Every function there is.</summary>
internal static class FunctionTable
{
    public static IReadOnlyList<HttpFunction> Http { get; } =
    [
        .. HealthFunctions.All, .. OpenApiFunctions.All, .. RestFunctions.All, .. VerifiedFunctions.All, .. GatewayFunctions.All,
        .. LedgerQueryFunctions.All, .. ConnectFunctions.All, .. TlogFunctions.All,
    ];

    public static IReadOnlyList<TimerFunction> Timers { get; } = [UpkeepTimer.Function, AuditorTimer.Function];
}
