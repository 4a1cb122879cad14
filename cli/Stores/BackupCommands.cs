using System.CommandLine;
using ImmuFunctions.Azure.Stores;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Ledger.Copying;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Cli.Stores;

/// <summary><c>immu backup</c> and <c>immu restore</c>.</summary>
internal static class BackupCommands
{
    /// <summary>The commands.</summary>
    public static IEnumerable<Command> All(CommandHost host) => [Backup(host), Restore(host)];

    private static Command Backup(CommandHost host)
    {
        var destination = new Argument<string>("destination") { Description = "Folder for the copy; one that holds an earlier copy gets what is new." };
        var store = new StoreOptions();
        Option<bool> logOnly = LogOnly();
        return host.Command(
            "backup", "Copy a ledger into a folder, also while its host runs, and re-hash the copy. Repeated it copies what is new.",
            "immu backup /mnt/backup --dir ./data", [destination, .. store.All, logOnly],
            async run =>
            {
                string folder = run.Value(destination);
                StorePlace place = store.Of(run);
                if (place.Kind == StoreKind.Folder && Path.GetFullPath(place.Folder) == Path.GetFullPath(folder))
                    throw FailureException.WrongUse("a ledger cannot be copied onto itself");
                await using ReadableStore source = await ReadableStore.OpenAsync(place, run.CancellationToken);
                IReadOnlyList<StoredDatabase> databases = await AuditCommand.ChooseAsync(source, null, run.CancellationToken); // before a folder is made for nothing
                await using FolderStore copy = FolderStore.Open(folder);
                if (!await HasLogAsync(copy, databases, run.CancellationToken))
                    await UnfinishedCopy.MarkAsync(copy, run.CancellationToken);
                await CopyAsync(run, source, copy, !run.Value(logOnly));
                return 0;
            });
    }

    private static Command Restore(CommandHost host)
    {
        var from = new Argument<string>("source") { Description = "Folder that holds a copy made by 'immu backup'." };
        var store = new StoreOptions();
        Option<bool> logOnly = LogOnly();
        var unfinished = new Option<bool>("--unfinished") { Description = "Take a backup that was never finished, as far as it got." };
        return host.Command(
            "restore", "Copy a backup into an empty folder or account, and re-hash what is there then.",
            "immu restore /mnt/backup --dir ./data", [from, .. store.All, logOnly, unfinished],
            async run =>
            {
                await using ReadableStore source = await ReadableStore.OpenAsync(StorePlace.Of("folder", run.Value(from), null), run.CancellationToken);
                _ = await AuditCommand.ChooseAsync(source, null, run.CancellationToken);
                if (!run.Value(unfinished) && await UnfinishedCopy.IsMarkedAsync(source.Blobs, run.CancellationToken))
                    throw Unfinished(source.Place);
                StorePlace place = store.Of(run);
                RequireEmpty(place);
                await using OpenStore target = await OpenStore.OpenForCopyAsync(place, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, run.CancellationToken);
                await RequireEmptyAsync(target, run.CancellationToken);
                await UnfinishedCopy.MarkAsync(target.Blobs, run.CancellationToken);
                await CopyAsync(run, source, target.Blobs, !run.Value(logOnly));
                await run.Terminal.Error.WriteLineAsync(
                    "Clients remember the newest root they saw. If the backup is older than that, they will report a rollback, rightly: entries that they saw are gone.");
                return 0;
            });
    }

    private static Option<bool> LogOnly() => new("--log-only") { Description = "Leave out tiles and index, which a host makes again from the log when it starts." };

    private static async Task CopyAsync(CommandRun run, ReadableStore source, IBlobStore target, bool withDerived)
    {
        await SmallBlobs.CopyAsync(source.Blobs, target, run.CancellationToken);
        foreach (StoredDatabase database in await source.DatabasesAsync(run.CancellationToken))
        {
            using var bar = new ProgressLine(run.Terminal, "MiB");
            using var checks = new ProgressLine(run.Terminal, "entries");
            var options = new CopyOptions
            {
                WithDerived = withDerived,
                Progress = p => bar.Tell($"copying {database.Name}", (ulong)(p.Bytes >> 20), p.TotalBytes == 0 ? null : (double)p.Bytes / p.TotalBytes),
                Checking = p => checks.Tell($"checking {database.Name}", p.Entries, p.TotalBytes == 0 ? null : (double)p.Bytes / p.TotalBytes),
            };
            CopyResult result = await LedgerCopy.RunAsync(source.Blobs, target, database.Prefix, options, run.CancellationToken);
            bar.Dispose();
            checks.Dispose();
            run.Printer.Write(
                Field.Of("database", database.Name),
                Field.Of("entries", result.Entries),
                Field.Of("new", result.NewEntries),
                Field.Of("bytes", result.NewBytes),
                Field.Of("root", result.Root.ToString()),
                Field.Of("verified", true));
        }

        await UnfinishedCopy.ClearAsync(target, run.CancellationToken);
    }

    private static async Task<bool> HasLogAsync(FolderStore store, IReadOnlyList<StoredDatabase> databases, CancellationToken cancellationToken)
    {
        foreach (StoredDatabase database in databases)
        {
            await foreach (BlobInfo _ in store.ListAsync(database.Prefix + "log/", cancellationToken))
                return true;
        }

        return false;
    }

    // Before a folder is made or locked. A copy that was begun there goes on.
    private static void RequireEmpty(StorePlace place)
    {
        if (place.Kind != StoreKind.Folder || !Directory.Exists(place.Folder) || File.Exists(Path.Join(place.Folder, UnfinishedCopy.BlobName)))
            return;
        if (Directory.EnumerateFileSystemEntries(place.Folder).FirstOrDefault() is { } first)
            throw NotEmpty(place.ToString(), Path.GetFileName(first));
    }

    private static async Task RequireEmptyAsync(OpenStore target, CancellationToken cancellationToken)
    {
        if (await UnfinishedCopy.IsMarkedAsync(target.Blobs, cancellationToken))
            return;
        await foreach (BlobInfo blob in target.Blobs.ListAsync("", cancellationToken))
            throw NotEmpty(target.Place, blob.Name);
    }

    private static FailureException Unfinished(string place) => new(new Failure(
        "FAILED_PRECONDITION", $"the backup in {place} was never finished: it may lack entries. Run 'immu backup' again if the ledger is still there; --unfinished takes it as far as it got", Failure.WrongUse));

    private static FailureException NotEmpty(string place, string first) =>
        new(new Failure("FAILED_PRECONDITION", $"{place} is not empty ({first} is there): a backup is restored into an empty place only, so that nothing is lost", Failure.WrongUse));
}
