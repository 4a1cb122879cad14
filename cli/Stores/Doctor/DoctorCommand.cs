using System.CommandLine;
using ImmuFunctions.Azure.Stores;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Copying;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Cli.Stores.Doctor;

/// <summary><c>immu doctor</c>: what is wrong with a folder or account, and how to mend it.</summary>
internal static class DoctorCommand
{
    private const int MostFixes = 10_000;

    /// <summary>The command.</summary>
    public static Command Create(CommandHost host)
    {
        var store = new StoreOptions();
        var fix = new Option<bool>("--fix") { Description = "Remove damaged files that follow from the log and are made again from it: tiles, the manifest. Nothing else is changed, ever." };
        return host.Command(
            "doctor", "Say what is wrong with a folder or account, and how to mend it. Exit code 0 healthy, 7 damage, 6 unreachable, 2 otherwise.",
            "immu doctor --dir ./data", [.. store.All, fix],
            async run =>
            {
                StorePlace place = store.Of(run);
                List<Finding> findings = await LookAsync(run, place, run.Value(fix));
                if (findings.Count == 0)
                    findings.Add(new Finding(FindingSeverity.Info, $"{place}: nothing is wrong", null));
                run.Printer.WriteAll([.. findings.OrderByDescending(f => f.Severity).Select(f => f.Fields())]);
                return findings.Max(f => f.ExitCode);
            });
    }

    private static async Task<List<Finding>> LookAsync(CommandRun run, StorePlace place, bool mayFix)
    {
        if (place.Kind == StoreKind.Folder && File.Exists(place.Folder))
            return [new Finding(FindingSeverity.Problem, $"{place} is a file, no folder", "give the folder that holds the ledger with --dir")];
        if (place.Kind == StoreKind.Folder && !Directory.Exists(place.Folder))
            return [new Finding(FindingSeverity.Problem, $"there is no folder {place}", "give the right one with --dir; 'immu serve --dir' makes a new ledger")];
        var findings = new List<Finding>();
        try
        {
            bool isFolder = place.Kind == StoreKind.Folder;
            string named = isFolder ? $"--dir {place.Folder}" : "--store …";
            bool isInUse = isFolder && FolderFindings.IsInUse(place.Folder);
            if (isFolder)
                findings.AddRange(FolderFindings.Look(Path.GetFullPath(place.Folder), run.Terminal));
            await using ReadableStore opened = await ReadableStore.OpenAsync(place, run.CancellationToken);
            if (await UnfinishedCopy.IsMarkedAsync(opened.Blobs, run.CancellationToken))
                findings.Add(new Finding(FindingSeverity.Problem, $"a copy into {opened.Place} was never finished: entries may be missing", "run the same 'immu backup' or 'immu restore' again: it goes on where it was"));
            IReadOnlyList<StoredDatabase> databases = await opened.DatabasesAsync(run.CancellationToken);
            if (databases.Count == 0)
                findings.Add(new Finding(FindingSeverity.Problem, $"there is no ledger in {opened.Place}", "give the right place; a host that is started there makes a new ledger"));
            foreach (StoredDatabase database in databases)
            {
                if (await DatabaseFindings.TornTailAsync(opened.Blobs, database, isInUse, run.CancellationToken) is { } torn)
                    findings.Add(torn);
                findings.AddRange(await CheckAsync(run, place, opened, database, named, mayFix && !isInUse));
            }

            if (mayFix && isInUse)
                findings.Add(new Finding(FindingSeverity.Warning, "nothing was removed: a process has the folder open", "stop it, and try again"));
        }
        catch (LedgerException e) when (e.Kind == LedgerErrorKind.Corrupt)
        {
            findings.Add(new Finding(FindingSeverity.Damage, e.Message, "restore it from a backup: immu restore <backup> --dir <new folder>"));
        }
        catch (LedgerException e)
        {
            findings.Add(new Finding(
                e.Kind == LedgerErrorKind.Unavailable && place.Kind != StoreKind.Folder ? FindingSeverity.Unreachable : FindingSeverity.Problem, e.Message,
                place.Kind == StoreKind.Folder ? "let this user read the folder" : "look at the address, the network, the machine's clock (an account refuses one that is 15 minutes off) and what this identity may do"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Add(new Finding(FindingSeverity.Problem, e.Message, "let this user read the folder"));
        }

        return findings;
    }

    // Each look finds the first thing that is wrong; what is removed lets the next one show.
    private static async Task<IReadOnlyList<Finding>> CheckAsync(CommandRun run, StorePlace place, ReadableStore opened, StoredDatabase database, string named, bool mayFix)
    {
        var findings = new List<Finding>();
        for (int fixes = 0; fixes <= MostFixes; fixes++)
        {
            AuditVerdict verdict = await AuditCommand.AuditAsync(run.Terminal, opened, database, AuditOptions.Everything with { Time = run.Terminal.Time }, run.CancellationToken);
            Finding[] found = [.. DatabaseFindings.Of(database, verdict, named, place.Kind == StoreKind.Folder)];
            if (!mayFix || Array.Find(found, f => f.Removable is not null) is not { Removable: { } blob } removable)
                return [.. findings, .. found];
            await RemoveAsync(place, opened, blob, run.CancellationToken);
            findings.Add(new Finding(FindingSeverity.Info, $"{removable.What}: {blob} was removed", "nothing more: the next start makes it again from the log"));
        }

        return findings;
    }

    private static async Task RemoveAsync(StorePlace place, ReadableStore opened, string blob, CancellationToken cancellationToken)
    {
        if (place.Kind != StoreKind.Folder)
        {
            await opened.Blobs.DeleteAsync(blob, cancellationToken);
            return;
        }

        await using FolderStore folder = FolderStore.Open(place.Folder);
        await folder.DeleteAsync(blob, cancellationToken);
    }
}
