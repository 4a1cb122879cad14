using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Compares the rows of runs with those of the entries that were read.</summary>
/// <remarks>Upkeep may merge runs meanwhile and delete what it has merged: then the manifest is read again and names others. A run that is missing although a
/// manifest read afterwards still names it is gone for good, for what was merged away is never named again.</remarks>
internal sealed class RunsAudit(
    IBlobStore store, StorageNames names, AuditState known, AuditOptions options, Manifest first, IReadOnlyList<WalkedRange> walked, RowSums expected)
{
    private const int MaxTries = 8;

    /// <summary>Runs read.</summary>
    public int Compared { get; private set; }

    /// <summary>Runs that were passed over because they are more than one audit reads.</summary>
    public int PassedOver { get; private set; }

    /// <summary>Compares.</summary>
    /// <param name="reload">Reads the manifest again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AuditFailureException">A run is missing, damaged, or has other rows.</exception>
    /// <exception cref="LedgerException">Unavailable: runs were merged again and again.</exception>
    public async ValueTask CompareAsync(Func<CancellationToken, ValueTask<Manifest?>> reload, CancellationToken cancellationToken)
    {
        Manifest manifest = first;
        for (int tries = 0; tries < MaxTries; tries++)
        {
            List<RunInfo> runs = Choose(manifest);
            if (await TryCompareAsync(runs, cancellationToken).ConfigureAwait(false) is not { } gone)
                return;
            Manifest? now = await reload(cancellationToken).ConfigureAwait(false);
            if (now is null || now.HasValues != first.HasValues)
                return; // the index is being made again
            if (now.Runs.Any(r => r.From == gone.From && r.To == gone.To))
                throw Failure(gone, gone.From, gone.To - 1, "a run", "nothing", $"{names.Run(gone.From, gone.To)} is missing, and {names.Manifest} names it");
            manifest = now;
        }

        throw LedgerException.Unavailable($"the runs in {names.Index} were merged {MaxTries} times while they were read");
    }

    // The run that is not there, or null.
    private async ValueTask<RunInfo?> TryCompareAsync(List<RunInfo> runs, CancellationToken cancellationToken)
    {
        RowSums found = expected.Empty();
        foreach (RunInfo run in runs)
        {
            try
            {
                await new RunComparison(store, names).ReadAsync(run, (index, row) => Add(found, index, row), cancellationToken).ConfigureAwait(false);
            }
            catch (RunGoneException)
            {
                return run;
            }
        }

        foreach (ulong bucket in expected.Unequal(found))
        {
            ulong from = bucket * RowSums.Width, to = Math.Min(from + RowSums.Width, first.Size);
            if (runs.Find(r => r.From <= from && from < r.To) is not { } run || !IsCovered(runs, from, to))
                continue; // of a run that was passed over
            throw await ExplainAsync(run, runs, from, to, cancellationToken).ConfigureAwait(false);
        }

        Compared = runs.Count;
        return null;
    }

    private void Add(RowSums found, ulong index, ReadOnlySpan<byte> row)
    {
        if (IsWalked(index))
            found.Add(index, row);
    }

    private bool IsWalked(ulong index)
    {
        foreach (WalkedRange range in walked)
        {
            if (range.Contains(index))
                return index < first.Size;
        }

        return false;
    }

    // The small ones first: of what is read in all as many as possible.
    private List<RunInfo> Choose(Manifest manifest)
    {
        var chosen = new List<RunInfo>();
        PassedOver = 0;
        long bytes = 0;
        foreach (RunInfo run in manifest.Runs.Where(r => r.From < first.Size && walked.Any(w => w.From < r.To && r.From < w.To)).OrderBy(r => r.Length))
        {
            bytes += run.Length;
            if (bytes <= options.RunBytes)
                chosen.Add(run);
            else
                PassedOver++;
        }

        return chosen;
    }

    private static bool IsCovered(List<RunInfo> runs, ulong from, ulong to)
    {
        while (from < to)
        {
            if (runs.Find(r => r.From <= from && from < r.To) is not { } run)
                return false;
            from = run.To;
        }

        return true;
    }

    // Reads both once more, for the rows of these entries only.
    private async ValueTask<AuditFailureException> ExplainAsync(RunInfo run, List<RunInfo> runs, ulong from, ulong to, CancellationToken cancellationToken)
    {
        var inLog = new SortedSet<string>(StringComparer.Ordinal);
        var inRuns = new SortedSet<string>(StringComparer.Ordinal);
        foreach (RunInfo other in runs.Where(r => r.From < to && from < r.To))
            await new RunComparison(store, names).ReadAsync(other, (index, row) => Collect(inRuns, index, row, from, to), cancellationToken).ConfigureAwait(false);
        foreach (WalkedRange range in walked.Where(w => w.From < to && from < w.To))
            await CollectAsync(range, inLog, from, to, cancellationToken).ConfigureAwait(false);

        inLog.SymmetricExceptWith(inRuns);
        (ulong firstIndex, ulong lastIndex) = inLog.Count == 0 ? (from, to - 1) : (IndexOf(inLog.Min!), IndexOf(inLog.Min!));
        bool isMissing = inLog.Count > 0 && !inRuns.Contains(inLog.Min!);
        run = runs.Find(r => r.From <= firstIndex && firstIndex < r.To) ?? run;
        return Failure(
            run, firstIndex, lastIndex, isMissing ? "a row of this entry" : "the rows that follow from the log", isMissing ? "none such" : "others",
            $"{names.Run(run.From, run.To)} is sound in itself, but its rows are not those that follow from the log");
    }

    private async ValueTask CollectAsync(WalkedRange range, SortedSet<string> rows, ulong from, ulong to, CancellationToken cancellationToken)
    {
        var walk = new LogWalk(store, names, known, range.Start, options.Time);
        var entryRows = new EntryRows();
        while (walk.Size < to && await walk.NextAsync(cancellationToken).ConfigureAwait(false))
        {
            ReadOnlySpan<byte> bytes = walk.Frame.Bytes.Span;
            for (int i = 0; i < walk.Frame.Records.Length; i++)
            {
                RecordPlace record = walk.Frame.Records[i];
                ulong entry = walk.Before.Size + (ulong)i;
                if (entry >= from && entry < to)
                    entryRows.Of(entry, new EntryView(record.Kind, bytes[record.Key], bytes[record.Value]), walk.PositionOf(record), first.HasValues, (index, row) => Collect(rows, index, row, from, to));
            }
        }
    }

    // By index first, so that the least is the one to name.
    private void Collect(SortedSet<string> rows, ulong index, ReadOnlySpan<byte> row, ulong from, ulong to)
    {
        if (index >= from && index < to && IsWalked(index))
            rows.Add($"{index:x16}{Convert.ToHexStringLower(row)}");
    }

    private static ulong IndexOf(string row) => ulong.Parse(row.AsSpan(0, 16), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    private AuditFailureException Failure(RunInfo run, ulong firstIndex, ulong lastIndex, string expectedText, string found, string what) =>
        new(new AuditFailure(AuditFault.Run, names.Run(run.From, run.To), firstIndex, lastIndex, expectedText, found, what));
}
