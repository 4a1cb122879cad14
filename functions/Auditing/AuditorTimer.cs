using ImmuFunctions.Azure.Stores;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Functions.Timers;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Auditing;

namespace ImmuFunctions.Functions.Auditing;

/// <summary>Audits every database and the accounts from their store, a part of them if they are too many for one run.</summary>
/// <remarks>A ledger that was tampered with is a run that succeeded, with a bad verdict: it is told by the log event 7002, the metric and the webhook, and
/// the host does not count it as a failed invocation. What fails is a run that could not be done.</remarks>
internal static class AuditorTimer
{
    private const int MostLines = 50;

    /// <summary>Every five minutes.</summary>
    public static TimerFunction Function { get; } = new("auditor", "0 */5 * * * *", RunAsync);

    /// <summary>Audits every database, also if the ledger cannot be opened: that may be why it should be looked at.</summary>
    /// <param name="backend">Whose ledgers.</param>
    /// <param name="time">For all together; null: as long as it takes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerException">The store cannot be opened.</exception>
    public static async Task<IReadOnlyList<AuditKept>> AuditAsync(Backend backend, TimeSpan? time, CancellationToken cancellationToken)
    {
        OpenLedgers open;
        try
        {
            open = await backend.LedgersAsync(cancellationToken);
        }
        catch (LedgerException e) when (e.Kind == LedgerErrorKind.Corrupt)
        {
            // A ledger that does not open has let go of its store.
            await using OpenStore store = await OpenStore.OpenAsync(backend.Options.Store, backend.Loggers, cancellationToken);
            return await backend.Auditor.RunAsync(store, default, time, cancellationToken);
        }

        return await backend.Auditor.RunAsync(open.Store, open.Signer?.PublicPoint ?? default, time, cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> RunAsync(Backend backend, CancellationToken cancellationToken)
    {
        IReadOnlyList<AuditKept> found = await AuditAsync(backend, backend.Options.Auditor.Audit.Deadline, cancellationToken);
        string[] lines = [.. found.Select(Describe)];
        if (lines.Length > MostLines)
            lines = [.. found.Where(f => f.Verdict.Outcome != AuditOutcome.Passed).Select(Describe), $"passed: {found.Count(f => f.Verdict.Outcome == AuditOutcome.Passed)} databases"];
        return found.All(f => f.NotKept is null && f.Verdict.Outcome != AuditOutcome.NotDone) ? lines : throw new TimerException(lines, found.FirstOrDefault(f => f.NotKept is not null)?.NotKept);
    }

    private static string Describe(AuditKept kept) => kept switch
    {
        { IsSuperseded: true } => $"{kept.Verdict.Database}: another audit was first",
        { NotKept: { } reason } => $"{kept.Verdict} (not kept: {reason.Message})",
        _ => kept.Verdict.ToString(),
    };
}
