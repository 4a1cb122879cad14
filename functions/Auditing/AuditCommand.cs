using ImmuFunctions.Azure.Stores;
using ImmuFunctions.Functions.Options;
using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Functions.Auditing;

/// <summary>Audits once, without a host, and says what was found.</summary>
internal static class AuditCommand
{
    /// <summary>Audits all databases and writes a line for each.</summary>
    /// <param name="options">Store, key and bounds.</param>
    /// <param name="output">Receives the lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>An exit code of docs/errors.md: 0, 7 (data loss) if something is wrong, 6 (unavailable) if it could not be done.</returns>
    /// <exception cref="Ledger.LedgerException">A store or the key cannot be opened.</exception>
    public static async Task<int> RunAsync(FunctionOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        using ILoggerFactory loggers = LoggerFactory.Create(_ => { });
        IRootSigner? signer = options.Signer is { } source ? await source.OpenAsync(loggers, cancellationToken) : null;
        using var owned = signer as IDisposable;
        await using OpenStore store = await OpenStore.OpenAsync(options.Store, loggers, cancellationToken);
        await using var auditor = new Auditor(options, TimeProvider.System, loggers);
        IReadOnlyList<AuditKept> found = await auditor.RunAsync(store, signer?.PublicPoint ?? default, null, cancellationToken);
        foreach (AuditKept kept in found)
            await output.WriteLineAsync(kept.NotKept is { } reason ? $"{kept.Verdict} (not kept: {reason.Message})" : kept.Verdict.ToString());
        if (found.Any(f => f.Verdict.Outcome == AuditOutcome.Failed))
            return StatusMap.ToExitCode(StatusCode.DataLoss);
        return found.Any(f => f.Verdict.Outcome == AuditOutcome.NotDone || f.NotKept is not null) ? StatusMap.ToExitCode(StatusCode.Unavailable) : 0;
    }
}
