using System.CommandLine;
using System.Globalization;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Copying;

namespace ImmuFunctions.Cli.Stores;

/// <summary><c>immu audit</c>: reads a whole store again and checks all of it.</summary>
internal static class AuditCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandHost host)
    {
        var store = new StoreOptions();
        var key = new KeyOptions();
        var full = new Option<bool>("--full") { Description = "Everything, without memory of an earlier audit. There is no other kind here, so it may be left out." };
        var database = new Option<string?>("--database") { Description = "Only this database. [default: all, and the accounts]", HelpName = "name" };
        return host.Command(
            "audit",
            "Re-hash every entry of a store, offline, and hold tiles, index and checkpoint against the log. Exit code 7 if something was changed.",
            "immu audit --full --dir ./data",
            [full, .. store.All, database, .. key.All],
            async run =>
            {
                await using ReadableStore opened = await ReadableStore.OpenAsync(store.Of(run), run.CancellationToken);
                IReadOnlyList<StoredDatabase> databases = await ChooseAsync(opened, run.Value(database), run.CancellationToken);
                if (await UnfinishedCopy.IsMarkedAsync(opened.Blobs, run.CancellationToken))
                    await run.Terminal.Error.WriteLineAsync($"warning: a copy into {opened.Place} was never finished: what passes here is what was copied, perhaps not all of the ledger");
                var failures = new List<AuditFailure>();
                foreach (StoredDatabase chosen in databases)
                {
                    AuditOptions options = AuditOptions.Everything with { Key = key.OfName(run), KeyPoint = key.PointOf(run) ?? default, Time = run.Terminal.Time };
                    AuditVerdict verdict = await AuditAsync(run.Terminal, opened, chosen, options, run.CancellationToken);
                    run.Printer.Write(FieldsOf(verdict));
                    if (verdict.Outcome == AuditOutcome.NotDone)
                        throw new FailureException(new Failure("UNAVAILABLE", $"{chosen.Name} could not be audited: {verdict.Reason}", 6));
                    if (verdict.Failure is { } failure)
                        failures.Add(failure);
                }

                return failures.Count == 0 ? 0 : throw new FailureException(FailureOf(failures[0]));
            });
    }

    /// <summary>Audits one database, with a bar.</summary>
    public static async Task<AuditVerdict> AuditAsync(Terminal terminal, ReadableStore store, StoredDatabase database, AuditOptions options, CancellationToken cancellationToken)
    {
        using var bar = new ProgressLine(terminal, "entries");
        AuditOptions told = options with { Progress = p => bar.Tell($"auditing {database.Name}", p.Entries, p.TotalBytes == 0 ? null : (double)p.Bytes / p.TotalBytes) };
        return (await LedgerAudit.RunAsync(store.Blobs, database.Prefix, database.Name, null, told, cancellationToken)).Verdict;
    }

    /// <summary>What was found, for the error output.</summary>
    public static Failure FailureOf(AuditFailure failure) => new("DATA_LOSS", $"{failure.What} ({failure.Entries})", Failure.Damage)
    {
        Check = failure.Fault.ToString(),
        Expected = failure.Expected,
        Found = failure.Found,
        Index = failure.FirstIndex,
    };

    /// <summary>The databases to look at: one, or all.</summary>
    /// <exception cref="FailureException">There is no such database, or none at all.</exception>
    public static async Task<IReadOnlyList<StoredDatabase>> ChooseAsync(ReadableStore store, string? name, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredDatabase> all = await store.DatabasesAsync(cancellationToken);
        if (all.Count == 0)
            throw FailureException.NotFound($"there is no ledger in {store.Place}");
        if (name is null)
            return all;
        return all.FirstOrDefault(d => d.Name == name) is { } chosen
            ? [chosen]
            : throw FailureException.NotFound($"there is no database {name} in {store.Place}, but {string.Join(", ", all.Select(d => d.Name))}");
    }

    private static IReadOnlyList<Field> FieldsOf(AuditVerdict verdict) =>
    [
        Field.Of("database", verdict.Database),
        Field.Of("outcome", verdict.Outcome switch
        {
            AuditOutcome.Passed => "passed",
            AuditOutcome.NothingToCheck => "empty",
            AuditOutcome.Failed => "FAILED",
            _ => "not done",
        }),
        Field.Of("entries", verdict.Outcome is AuditOutcome.Failed or AuditOutcome.NotDone ? verdict.ReadEntries : verdict.Size),
        Field.Of("root", verdict.Outcome == AuditOutcome.Passed ? verdict.Root.ToString() : null),
        Field.Of("tiles", verdict.TilesCompared),
        Field.Of("missingTiles", verdict.TilesMissing == 0 ? null : (ulong)verdict.TilesMissing),
        Field.Of("runs", (long)verdict.RunsCompared),
        Field.Of("checkpoint", verdict.CheckpointSize == 0 ? null : verdict.CheckpointSize),
        Field.Of("signature", verdict.CheckpointSize == 0 ? null : verdict.KeyId is { } id ? $"by key {id}" : "not checked: give --key or --pem"),
        Field.Of("seconds", verdict.Took.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture)),
        Field.Of("failure", verdict.Failure?.What),
        Field.Of("index", verdict.Failure?.FirstIndex),
        Field.Of("expected", verdict.Failure?.Expected),
        Field.Of("found", verdict.Failure?.Found),
    ];
}
