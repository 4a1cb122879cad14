using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Cli.Stores.Doctor;

/// <summary>What an audit of a database means to who has to mend it.</summary>
internal static class DatabaseFindings
{
    private const string Manifest = "index/manifest";

    /// <summary>What follows from a verdict.</summary>
    /// <param name="database">What was audited.</param>
    /// <param name="verdict">How that ended.</param>
    /// <param name="place">The options that name the store, for commands to type.</param>
    /// <param name="isFolder">Whether it is a folder: what cannot be read there is no matter of a network.</param>
    public static IEnumerable<Finding> Of(StoredDatabase database, AuditVerdict verdict, string place, bool isFolder)
    {
        if (verdict.Failure is { } failure)
        {
            yield return Of(database, failure, place);
            yield break;
        }

        if (verdict.Outcome == AuditOutcome.NotDone)
            yield return new Finding(isFolder ? FindingSeverity.Problem : FindingSeverity.Unreachable, $"{database.Name} could not be read: {verdict.Reason}", "mend that, and look again");
        else if (verdict.TilesMissing > 0)
            yield return new Finding(FindingSeverity.Info, $"{database.Name}: {verdict.TilesMissing} tiles are missing", "nothing: they are made again from the log when they are needed");
    }

    /// <summary>Bytes behind the last whole frame: the next start cuts them.</summary>
    /// <param name="store">Where the database lies.</param>
    /// <param name="database">The database.</param>
    /// <param name="isInUse">Somebody may be writing them just now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Finding?> TornTailAsync(IBlobStore store, StoredDatabase database, bool isInUse, CancellationToken cancellationToken)
    {
        BlobInfo last = default;
        await foreach (BlobInfo blob in store.ListAsync(database.Prefix + "log/", cancellationToken))
            last = blob;
        if (last.Name is null || isInUse)
            return null;
        Acknowledged acknowledged = await store.AcknowledgedAsync(last.Name, cancellationToken);
        return acknowledged.IsExact && last.Length > acknowledged.AtLeast
            ? new Finding(
                FindingSeverity.Info, $"{last.Name} has {last.Length - acknowledged.AtLeast} bytes behind what was acknowledged: a write that was cut short",
                "nothing: the next start cuts them off, or keeps them if they are whole; nothing acknowledged is lost")
            : null;
    }

    private static Finding Of(StoredDatabase database, AuditFailure failure, string place)
    {
        string what = $"{database.Name}: {failure}";
        string again = $"restore it: stop the host, move the folder away, immu restore <backup> {place}";
        return failure.Fault switch
        {
            AuditFault.HashTile or AuditFault.PositionTile => new Finding(
                FindingSeverity.Damage, what, $"delete {failure.Blob}: it is made again from the log ('immu doctor {place} --fix' does)")
            { Removable = failure.Blob },
            AuditFault.Manifest or AuditFault.Run => new Finding(
                FindingSeverity.Damage, what, $"delete {database.Prefix}{Manifest}: the next start makes the index again from the log ('immu doctor {place} --fix' does)")
            { Removable = database.Prefix + Manifest },
            AuditFault.LogCut => new Finding(FindingSeverity.Damage, what, $"entries that were acknowledged are gone, or an older copy was put in their place: {again}"),
            AuditFault.Checkpoint or AuditFault.Key => new Finding(
                FindingSeverity.Damage, what, "find out who wrote it; if the log is the right one, move the checkpoint away and a new one is published. Clients that pinned the key stay safe meanwhile"),
            AuditFault.StrangeSegment => new Finding(FindingSeverity.Damage, what, $"move {failure.Blob} away, and find out where it came from"),
            _ => new Finding(FindingSeverity.Damage, what, again),
        };
    }
}
