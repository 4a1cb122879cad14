using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Audits a ledger straight from its store: nothing is believed that can be computed, and nothing is written.</summary>
/// <remarks>It knows no engine and shares no cache, so it may run beside any number of writers, or without one. Source of what it reads: docs/formats.md; what
/// it finds and what not: docs/auditing.md.</remarks>
public static class LedgerAudit
{
    /// <summary>Audits one ledger.</summary>
    /// <param name="store">Where the ledger lies.</param>
    /// <param name="prefix">Put before its blobs' names; empty or ending in '/'.</param>
    /// <param name="database">What to call it in the verdict.</param>
    /// <param name="state">What the last audit left; null for the first.</param>
    /// <param name="options">Keys, bounds, clock.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    public static async Task<AuditResult> RunAsync(
        IBlobStore store, string prefix, string database, AuditState? state, AuditOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        AuditState known = state ?? AuditState.New(options.NewKey());
        long began = options.Time.GetTimestamp();
        var run = new AuditRun(store, new StorageNames(prefix), known, options);
        var verdict = new AuditVerdict
        {
            Id = options.NewKey(),
            Database = database,
            At = options.Time.GetUtcNow(),
            Outcome = AuditOutcome.Passed,
            Sequence = known.Sequence + 1,
            PreviousSize = known.Size,
            PreviousRoot = known.Root,
            Size = known.Size,
            Root = known.Root,
            KnownSize = known.Size,
            KeyId = known.Key?.KeyId.ToString("x8", System.Globalization.CultureInfo.InvariantCulture),
        };
        try
        {
            AuditState next = await run.RunAsync(cancellationToken).ConfigureAwait(false);
            return new AuditResult(run.Describe(verdict, next) with { Took = options.Time.GetElapsedTime(began) }, next);
        }
        catch (AuditFailureException e)
        {
            return Failed(e.Failure);
        }
        catch (LedgerException e) when (e.Kind == LedgerErrorKind.Corrupt)
        {
            // The store itself knows that something is missing.
            return Failed(new AuditFailure(AuditFault.LogCut, null, run.Reached, null, "what was written", "something else", e.Message));
        }
        catch (LedgerException e)
        {
            return new AuditResult(run.DescribeUnfinished(verdict) with { Outcome = AuditOutcome.NotDone, Reason = e.Message, Took = options.Time.GetElapsedTime(began) }, null);
        }

        AuditResult Failed(AuditFailure failure) => new(
            run.DescribeUnfinished(verdict) with { Outcome = AuditOutcome.Failed, Failure = failure, Took = options.Time.GetElapsedTime(began) },
            known with { Sequence = known.Sequence + 1, Failures = known.Failures + 1 });
    }
}
