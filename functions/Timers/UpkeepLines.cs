using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Functions.Timers;

/// <summary>What an upkeep of several databases says: a line for each.</summary>
internal sealed class UpkeepLines
{
    private readonly List<string> _lines = [];
    private Exception? _failure;
    private bool _isDone = true;

    /// <summary>Does one database and notes how it went. One that fails does not keep the others from theirs.</summary>
    public async Task AddAsync(string database, Func<ValueTask<UpkeepReport>> upkeep)
    {
        try
        {
            UpkeepReport report = await upkeep();
            _lines.Add($"{database}: {Describe(report)}");
            _isDone &= report.IsSettled;
        }
        catch (Exception e) when (e is LedgerException or RpcException)
        {
            _lines.Add(e is LedgerException fault ? $"{database}: {fault.Kind}: {fault.Message}" : $"{database}: {e.Message}");
            (_failure, _isDone) = (e, false);
        }
    }

    /// <summary>The lines.</summary>
    /// <exception cref="TimerException">Something failed or was not finished.</exception>
    public IReadOnlyList<string> ToLines() => _isDone ? _lines : throw new TimerException(_lines, _failure);

    private static string Describe(UpkeepReport report)
    {
        string index = $"{report.Indexed} of {report.Entries} entries in {report.Runs} runs";
        if (report.Indexed != report.IndexedBefore || report.Runs != report.RunsBefore)
            index += $" (before: {report.IndexedBefore} in {report.RunsBefore})";
        string checkpoint = report.Checkpoint is { } published ? $"checkpoint of {published.Size}" : "no checkpoint, as there is no signing key";
        return $"{index}; {checkpoint}{(report.IsSettled ? "" : "; the index was not finished in time")}";
    }
}
