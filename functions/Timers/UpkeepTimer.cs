using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;

namespace ImmuFunctions.Functions.Timers;

/// <summary>Does for the databases what hosts that come and go leave undone: index, tiles, checkpoint.</summary>
internal static class UpkeepTimer
{
    /// <summary>Every ten minutes, half a minute past so as not to meet what runs on the full one.</summary>
    public static TimerFunction Function { get; } = new("upkeep", "30 */10 * * * *", RunAsync);

    private static async Task<IReadOnlyList<string>> RunAsync(Backend backend, CancellationToken cancellationToken)
    {
        if (backend.IsGateway)
            return ["nothing to do: this host is a gateway"];
        OpenLedgers ledgers = await backend.LedgersAsync(cancellationToken);
        return await backend.Upkeep.RunAsync(ledgers.Databases, ledgers.Names, cancellationToken);
    }
}
