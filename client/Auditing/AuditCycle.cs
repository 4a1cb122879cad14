using System.Security.Cryptography;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Proofs;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Auditing;

/// <summary>Audits a ledger from outside, one database at each run: is its log the one remembered, and more?</summary>
/// <remarks>
/// <para>Spec section 14.1. Stricter than immudb's: a log that has become shorter, or empty, is tampered with and not merely
/// an error; CurrentRoot is held against the proof wherever both speak of one size; with signatures, the key of the first
/// root seen is the only one ever accepted.</para>
/// <para>One run at a time.</para>
/// </remarks>
/// <param name="rpcs">The ledger.</param>
/// <param name="roots">Remembers roots and keys, in lines of the auditor's own.</param>
/// <param name="options">What and as whom.</param>
/// <param name="time">The clock.</param>
public sealed class AuditCycle(IRpcInvoker rpcs, ITrustedRoots roots, AuditOptions options, TimeProvider time)
{
    // Other writers move the log on between two calls; so often it is tried to hear of one size twice.
    private const int Attempts = 5;

    private readonly Queue<string> _databases = new();

    /// <summary>How many databases of the list are still to be audited before the list is asked for again.</summary>
    public int Remaining => _databases.Count;

    /// <summary>Audits the next database.</summary>
    /// <returns>The report; also of what went wrong, such as a ledger that cannot be reached.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<AuditReport> RunAsync(CancellationToken cancellationToken)
    {
        var session = new AuditSession(rpcs, options, cancellationToken);
        var report = new AuditReport { RunAt = time.GetUtcNow(), ServerAddress = options.ServerAddress };
        try
        {
            await session.LoginAsync().ConfigureAwait(false);
            if (_databases.Count == 0)
            {
                foreach (string name in await session.DatabasesAsync().ConfigureAwait(false))
                    _databases.Enqueue(name);
            }

            if (!_databases.TryDequeue(out string? database))
                return report with { Server = session.Server, Failure = "there is no database to audit" };
            report = report with { Database = database };
            await session.UseAsync(database).ConfigureAwait(false);
            return await AuditAsync(report, session, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            return report with { Server = session.Server, Failure = $"{e.Code}: {e.Message}" };
        }
        catch (TrustedRootsException e)
        {
            return report with { Server = session.Server, Failure = e.Message };
        }
    }

    private async Task<AuditReport> AuditAsync(AuditReport report, AuditSession session, CancellationToken cancellationToken)
    {
        Root answer = await session.CurrentRootAsync().ConfigureAwait(false);
        string server = session.Server;
        report = report with { Server = server };
        if (TrustedRoot.From(answer) is not { } current)
            return report with { Failure = "CurrentRoot's answer is no root" };

        var line = RootLine.Audited(server, report.Database);
        report = report with { Current = current, Previous = await roots.FindAsync(line, cancellationToken).ConfigureAwait(false) };
        if (options.RequireSignatures && await CheckSignatureAsync(report, current, cancellationToken).ConfigureAwait(false) is { } bad)
            return bad;
        if (!report.Previous.IsNone)
            return await CheckAsync(report, line, session, cancellationToken).ConfigureAwait(false);

        if (!current.IsNone)
            await roots.AdvanceAsync(line, current, cancellationToken).ConfigureAwait(false);
        return report with { Outcome = AuditOutcome.NothingChecked };
    }

    private async Task<AuditReport> CheckAsync(AuditReport report, RootLine line, AuditSession session, CancellationToken cancellationToken)
    {
        TrustedRoot previous = report.Previous;
        for (int attempt = 1; ; attempt++)
        {
            if (report.Current.Size < previous.Size)
                return Tampered(report, $"the log has {report.Current}; it had {previous} before");
            if (await session.ConsistencyAsync(previous.LastIndex).ConfigureAwait(false) is not { } proof)
                return Tampered(report, $"the log ends before entry {previous.LastIndex}; it had {previous} before");
            ProofResult result = ProofChecks.CheckExtension(proof, previous);
            if (result.Root is not { } proved)
                return Tampered(report, result.Fault!.Reason);
            if (session.Server != report.Server)
                return report with { Failure = $"the identity of the ledger changed from {report.Server} to {session.Server} during the check" };

            if (proved.Size == report.Current.Size && proved.Hash != report.Current.Hash)
                return Tampered(report, $"CurrentRoot says {report.Current}, Consistency says {proved}");
            // With signatures it is the signed root that has to be the proved one. A log that never rests for two calls is let pass: next time.
            if (options.RequireSignatures && proved.Size != report.Current.Size && attempt < Attempts)
            {
                if (TrustedRoot.From(await session.CurrentRootAsync().ConfigureAwait(false)) is not { } newer)
                    return report with { Failure = "CurrentRoot's answer is no root" };
                report = report with { Current = newer };
                if (await CheckSignatureAsync(report, newer, cancellationToken).ConfigureAwait(false) is { } bad)
                    return bad;
                continue;
            }

            TrustedRoot kept = await roots.AdvanceAsync(line, proved, cancellationToken).ConfigureAwait(false);
            report = report with { Current = proved };
            return kept.Size == proved.Size && kept.Hash != proved.Hash
                ? Tampered(report, $"the log has {proved}; another auditor was shown {kept}")
                : report with { Outcome = AuditOutcome.Passed };
        }
    }

    /// <returns>Null if the root is signed by the key it has to be signed by.</returns>
    private async Task<AuditReport?> CheckSignatureAsync(AuditReport report, TrustedRoot root, CancellationToken cancellationToken)
    {
        (ByteString der, ByteString point) = root.Signature;
        if (root.IsNone && der.IsEmpty && report.Previous.IsNone)
            return null; // nothing there to sign yet
        if (point.IsEmpty)
            return report with { Failure = "no public key found" };
        if (der.IsEmpty)
            return report with { Failure = "no signature found" };
        if (!P256Signature.Verify(RootPayload.Encode(root.Size, root.Hash), der.Span, point.Span))
            return Tampered(report, $"the signature of {root} is not by the key {Fingerprint(point)} that came with it");
        ByteString pinned = await roots.PinAsync(report.Server, point, cancellationToken).ConfigureAwait(false);
        return pinned == point ? null : Tampered(report, $"the key that signs has changed: it was {Fingerprint(pinned)}, now it is {Fingerprint(point)}");
    }

    private static AuditReport Tampered(AuditReport report, string failure) => report with { Outcome = AuditOutcome.Tampered, Failure = failure };

    private static string Fingerprint(ByteString publicPoint) => "SHA-256 " + Convert.ToHexStringLower(SHA256.HashData(publicPoint.Span));
}
