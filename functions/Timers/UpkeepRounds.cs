using ImmuFunctions.Ledger;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Functions.Timers;

/// <summary>The upkeep of all databases of a store: in every run of those that are open here, and of some of the others, so that each has its turn.</summary>
/// <remarks>An open database costs a look; one that is not has to be opened for it, and is closed again. Who wrote to it does its upkeep; what is looked for here is what a host that has died left undone,
/// which can wait. One run at a time.</remarks>
/// <param name="time">Ends a run, and says where the first one begins.</param>
internal sealed class UpkeepRounds(TimeProvider time)
{
    /// <summary>Databases that are not open and have their turn in one run.</summary>
    public const int ClosedPerRun = 32;

    /// <summary>No further database is begun after so long; a timer's run has four minutes.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(3);

    /// <summary>A database that was not used for so long is closed.</summary>
    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(30);

    // A round of the timer: instances that live for one run only must not all begin with the same databases.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private string? _reached;

    /// <summary>Does one run.</summary>
    /// <param name="databases">What is open, and opens the others.</param>
    /// <param name="known">Which there are.</param>
    /// <param name="cancellationToken">When the time is up.</param>
    /// <returns>A line for each database.</returns>
    /// <exception cref="TimerException">One of them failed or was not finished.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(DatabaseCatalog databases, IDatabaseNames known, CancellationToken cancellationToken)
    {
        var report = new UpkeepLines();
        await report.AddAsync(DatabaseCatalog.DefaultName, () => databases.Default.Ledger.UpkeepAsync(cancellationToken));
        await report.AddAsync(DatabaseCatalog.SystemName, () => databases.System.UpkeepAsync(cancellationToken));

        long began = time.GetTimestamp();
        string[] names = InTurn([.. (await known.NamesAsync(cancellationToken)).Where(n => n != DatabaseCatalog.DefaultName).Order(StringComparer.Ordinal)]);
        var open = databases.OpenNames.ToHashSet(StringComparer.Ordinal);
        int closed = 0;
        foreach (string name in names.TakeWhile(_ => time.GetElapsedTime(began) < MostTime))
        {
            bool isOpen = open.Contains(name);
            if (!isOpen && closed == ClosedPerRun)
                continue;
            await report.AddAsync(name, () => OneAsync(databases, name, cancellationToken));
            if (isOpen)
                continue;
            (_reached, closed) = (name, closed + 1);
            await databases.TryCloseAsync(name);
        }

        await databases.CloseIdleAsync(Unused);
        return report.ToLines();
    }

    private static async ValueTask<UpkeepReport> OneAsync(DatabaseCatalog databases, string name, CancellationToken cancellationToken)
    {
        using DatabaseUse use = await databases.UseAsync(name, cancellationToken);
        return await use.Database.Ledger.UpkeepAsync(cancellationToken);
    }

    private string[] InTurn(string[] sorted)
    {
        if (sorted.Length == 0)
            return sorted;
        int first = _reached is { } reached
            ? Math.Max(0, Array.FindIndex(sorted, name => string.CompareOrdinal(name, reached) > 0))
            : (int)(time.GetUtcNow().Ticks / Interval.Ticks * ClosedPerRun % sorted.Length);
        return [.. sorted[first..], .. sorted[..first]];
    }
}
