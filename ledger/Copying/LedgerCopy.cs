using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Copying;

/// <summary>Copies one ledger from a store to another, for backups and for restoring them.</summary>
/// <remarks>
/// <para>The source may be written to meanwhile; nobody else may write to the copy. The copy is a ledger itself: a host can be started over it. Copied again it gets what is new.</para>
/// <para>Before anything is written the copy is audited whole, and afterwards once more: what it then says is read from its own bytes.</para>
/// </remarks>
public static class LedgerCopy
{
    /// <summary>Copies.</summary>
    /// <param name="source">Where the ledger lies.</param>
    /// <param name="destination">Where the copy lies, or will.</param>
    /// <param name="prefix">Put before the names of the ledger's blobs, in both; empty or ending in '/'.</param>
    /// <param name="options">What to copy, and whom to tell.</param>
    /// <param name="cancellationToken">Stops; the copy is sound, and the next goes on where it ends.</param>
    /// <exception cref="LedgerException">Corrupt: ledger or copy are damaged. Conflict: the ledger does not go on from the copy. Unavailable: a store does not work.</exception>
    public static async Task<CopyResult> RunAsync(IBlobStore source, IBlobStore destination, string prefix, CopyOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(options);
        var names = new StorageNames(prefix);
        long total = 0;
        await foreach (BlobInfo blob in source.ListAsync(names.Segments, cancellationToken).ConfigureAwait(false))
            total += blob.Length;
        await foreach (BlobInfo blob in destination.ListAsync(names.Segments, cancellationToken).ConfigureAwait(false))
            total -= blob.Length;

        AuditState before = await CheckAsync(destination, prefix, null, options, cancellationToken).ConfigureAwait(false);
        DerivedCopy derived = await DerivedCopy.BeginAsync(source, destination, names, options.WithDerived, cancellationToken).ConfigureAwait(false);
        var log = new LogCopy(source, destination, names, options.Progress is { } tell ? bytes => tell(new CopyProgress(bytes, Math.Max(total, bytes))) : null);
        await log.RunAsync(before, cancellationToken).ConfigureAwait(false);
        await derived.FinishAsync(cancellationToken).ConfigureAwait(false);

        AuditState after = await CheckAsync(destination, prefix, before, options, cancellationToken).ConfigureAwait(false);
        if (after.Size != log.Size || after.Root != log.Tail.Root)
            throw LedgerException.Corrupt($"the copy has {after.Size} entries with root {after.Root}, but {log.Size} with root {log.Tail.Root} were copied: do not rely on it");
        return new CopyResult(after.Size, after.Root, after.Size - before.Size, log.Written);
    }

    // With what is known all of the old is read again, too.
    private static async ValueTask<AuditState> CheckAsync(IBlobStore copy, string prefix, AuditState? known, CopyOptions options, CancellationToken cancellationToken)
    {
        AuditOptions everything = AuditOptions.Everything with { Progress = options.Checking };
        AuditResult audit = await LedgerAudit.RunAsync(copy, prefix, prefix.TrimEnd('/'), known, everything, cancellationToken).ConfigureAwait(false);
        return audit.Verdict.Outcome switch
        {
            AuditOutcome.Failed => throw LedgerException.Corrupt($"the copy is damaged: {audit.Verdict.Failure}"),
            AuditOutcome.NotDone => throw LedgerException.Unavailable($"the copy could not be checked: {audit.Verdict.Reason}"),
            _ => audit.Next!,
        };
    }
}
