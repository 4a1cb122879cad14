using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Ledger;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Functions.Timers;

/// <summary>Does for every database what hosts that come and go leave undone: index, tiles, checkpoint.</summary>
internal static class UpkeepTimer
{
    /// <summary>Every ten minutes, half a minute past so as not to meet what runs on the full one.</summary>
    public static TimerFunction Function { get; } = new("upkeep", "30 */10 * * * *", RunAsync);

    private static async Task<IReadOnlyList<string>> RunAsync(Backend backend, CancellationToken cancellationToken)
    {
        if (backend.IsGateway)
            return ["nothing to do: this host is a gateway"];
        OpenLedgers ledgers = await backend.LedgersAsync(cancellationToken);
        var lines = new List<string>();
        Exception? failure = null;
        bool isDone = true;
        foreach (OpenDatabase database in ledgers.Databases.All)
        {
            try
            {
                UpkeepReport report = await database.Ledger.UpkeepAsync(cancellationToken);
                lines.Add($"{database.Name}: {Describe(report)}");
                isDone &= report.IsSettled;
            }
            catch (LedgerException e)
            {
                // One database must not keep the others from theirs.
                lines.Add($"{database.Name}: {e.Kind}: {e.Message}");
                (failure, isDone) = (e, false);
            }
        }

        return isDone ? lines : throw new TimerException(lines, failure);
    }

    private static string Describe(UpkeepReport report)
    {
        string index = $"{report.Indexed} of {report.Entries} entries in {report.Runs} runs";
        if (report.Indexed != report.IndexedBefore || report.Runs != report.RunsBefore)
            index += $" (before: {report.IndexedBefore} in {report.RunsBefore})";
        string checkpoint = report.Checkpoint is { } published ? $"checkpoint of {published.Size}" : "no checkpoint, as there is no signing key";
        return $"{index}; {checkpoint}{(report.IsSettled ? "" : "; the index was not finished in time")}";
    }
}
