using System.Globalization;
using System.Runtime.CompilerServices;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Where audits leave what they remember and what they found: a store of its own, apart from the ledger's.</summary>
/// <remarks>
/// <para><c>state/&lt;folder&gt;</c> is replaced by compare-and-swap, so of two audits at once one wins, and the other's result is thrown away.
/// <c>audit/&lt;folder&gt;/&lt;yyyy-MM&gt;.jsonl</c> is an append blob of verdicts, one line each.</para>
/// <para>The state goes first: a verdict that is not there although its sequence number is passed over was lost in a crash, which shows. A failure
/// is appended whoever wins: it was found.</para>
/// </remarks>
public sealed class AuditTrail(IBlobStore store)
{
    private const int MaxTries = 8;
    private const string StateFolder = "state/";
    private const string VerdictFolder = "audit/";

    /// <summary>Audits a ledger, from what is remembered of it here, and keeps what was found.</summary>
    /// <param name="ledger">Where the ledger lies.</param>
    /// <param name="prefix">The ledger's. Without its '/' it names what is kept here too; if it is empty, <paramref name="database"/> does.</param>
    /// <param name="database">Its name, for the verdict.</param>
    /// <param name="options">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The verdict; <see cref="AuditKept.IsSuperseded"/> if another audit was first.</returns>
    /// <exception cref="LedgerException">Unavailable: this store does not answer. Corrupt: what is remembered cannot be read.</exception>
    public async Task<AuditKept> RunAsync(IBlobStore ledger, string prefix, string database, AuditOptions options, CancellationToken cancellationToken)
    {
        string folder = prefix.Length == 0 ? database : prefix.TrimEnd('/');
        (AuditState? state, string? version) = await LoadAsync(folder, cancellationToken).ConfigureAwait(false);
        AuditResult result = await LedgerAudit.RunAsync(ledger, prefix, database, state, options, cancellationToken).ConfigureAwait(false);
        AuditVerdict verdict = result.Verdict;
        try
        {
            bool isFirst = result.Next is null || await TryKeepAsync(folder, result.Next, version, cancellationToken).ConfigureAwait(false);
            if (!isFirst && verdict.Outcome != AuditOutcome.Failed)
                return new AuditKept(verdict, IsSuperseded: true, null);
            await AppendAsync(folder, verdict, cancellationToken).ConfigureAwait(false);
            return new AuditKept(verdict, IsSuperseded: false, null);
        }
        catch (LedgerException e)
        {
            // What was found must be told all the same.
            return new AuditKept(verdict, IsSuperseded: false, e);
        }
    }

    /// <summary>The folders of the ledgers that something is remembered of, in ordinal order.</summary>
    public async IAsyncEnumerable<string> FoldersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (BlobInfo state in store.ListAsync(StateFolder, cancellationToken).ConfigureAwait(false))
            yield return state.Name[StateFolder.Length..];
    }

    /// <summary>What is remembered of a ledger; null if it was never audited.</summary>
    /// <exception cref="LedgerException">Corrupt: it cannot be read. Unavailable: the store does not answer.</exception>
    public async Task<AuditState?> StateAsync(string folder, CancellationToken cancellationToken) =>
        (await LoadAsync(folder, cancellationToken).ConfigureAwait(false)).State;

    /// <summary>The verdicts of a month, one JSON object a line; empty if there are none.</summary>
    /// <param name="folder">The ledger's.</param>
    /// <param name="month">A time in the month, in UTC.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public async Task<ReadOnlyMemory<byte>> VerdictsAsync(string folder, DateTimeOffset month, CancellationToken cancellationToken) =>
        (await store.GetAsync(NameOf(folder, month), cancellationToken).ConfigureAwait(false))?.Bytes ?? default;

    private static string NameOf(string folder, DateTimeOffset at) =>
        VerdictFolder + folder + "/" + at.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture) + ".jsonl";

    private async ValueTask<(AuditState? State, string? Version)> LoadAsync(string folder, CancellationToken cancellationToken)
    {
        string name = StateFolder + folder;
        if (await store.GetAsync(name, cancellationToken).ConfigureAwait(false) is not { } blob)
            return (null, null);
        return AuditStateCodec.TryDecode(blob.Bytes.Span) is { } state
            ? (state, blob.Version)
            : throw LedgerException.Corrupt($"{name} in the store of the audit cannot be read: it was changed. Restore it from a copy; without one the ledger can only be audited as for the first time, after the blob is deleted.");
    }

    private async ValueTask<bool> TryKeepAsync(string folder, AuditState next, string? version, CancellationToken cancellationToken)
    {
        PutCondition condition = version is null ? PutCondition.IfAbsent : PutCondition.IfMatch(version);
        return await store.PutAsync(StateFolder + folder, AuditStateCodec.Encode(next), condition, PutDurability.Durable, cancellationToken).ConfigureAwait(false) is not null;
    }

    // Like a commit: at the position that was read, and after an unknown outcome what is there is read before anything else.
    private async ValueTask AppendAsync(string folder, AuditVerdict verdict, CancellationToken cancellationToken)
    {
        string name = NameOf(folder, verdict.At);
        byte[] line = AuditVerdictJson.ToLine(verdict);
        await store.CreateAppendBlobAsync(name, cancellationToken).ConfigureAwait(false);
        long position = (await store.AcknowledgedAsync(name, cancellationToken).ConfigureAwait(false)).AtLeast;
        for (int tries = 0; tries < MaxTries; tries++)
        {
            AppendOutcome outcome = await store.AppendAsync(name, position, line, cancellationToken).ConfigureAwait(false);
            if (outcome == AppendOutcome.Appended)
                return;
            byte[] behind = await ReadFromAsync(name, position, cancellationToken).ConfigureAwait(false);
            if (behind.AsSpan().IndexOf(line) >= 0)
                return;
            position += behind.Length;
        }

        throw LedgerException.Unavailable($"the verdict could not be appended to {name} in {MaxTries} tries");
    }

    private async ValueTask<byte[]> ReadFromAsync(string name, long position, CancellationToken cancellationToken)
    {
        var bytes = new byte[64 << 10];
        int length = 0;
        while (await store.ReadAsync(name, position + length, bytes.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and int read)
        {
            length += read;
            if (length == bytes.Length)
                Array.Resize(ref bytes, 2 * bytes.Length);
        }

        return bytes[..length];
    }
}
