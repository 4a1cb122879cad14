using System.CommandLine;
using System.Text;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Cli.Stores.Rows;
using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Stores;

/// <summary><c>immu import</c>.</summary>
internal sealed class ImportCommand
{
    private readonly Argument<string> _file = new("file") { Description = "CSV with a head (RFC 4180), or JSON lines; - for the standard input." };
    private readonly Option<RowFormat?> _format = new("--format") { Description = "csv or jsonl. [default: csv for a name that ends in .csv, otherwise jsonl]", HelpName = "csv|jsonl" };
    private readonly Option<string?> _key = new("--key") { Description = "Column or member that is the key. [default: key, otherwise the first column]", HelpName = "name" };
    private readonly Option<string?> _value = new("--value") { Description = "Column or member that is the value. [default: value beside key, otherwise the whole row as JSON]", HelpName = "name" };
    private readonly Option<string> _prefix = new("--key-prefix") { Description = "Put before each key.", HelpName = "text", DefaultValueFactory = _ => "" };
    private readonly Option<int> _batch = new("--batch") { Description = "Entries to an atomic batch.", HelpName = "number", DefaultValueFactory = _ => new ImportOptions().BatchEntries };
    private readonly Option<int> _inFlight = new("--in-flight") { Description = "Batches under way at a time.", HelpName = "number", DefaultValueFactory = _ => new ImportOptions().InFlight };
    private readonly Option<bool> _raw = new("--raw") { Description = "Write values as they are, without time." };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with an import that was interrupted; without one there is nothing to do. (Without this an interrupted import goes on too.)" };
    private readonly Option<bool> _restart = new("--restart") { Description = "Begin anew, though an import of this file was interrupted." };

    private ImportCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create(CommandHost host)
    {
        var import = new ImportCommand();
        return host.Command(
            "import", "Write a file's rows into a ledger in verified batches. Interrupted it goes on where it was, and writes no row twice.",
            "immu import samples/data/elements.csv --key symbol --value name",
            [import._file, import._format, import._key, import._value, import._prefix, import._batch, import._inFlight, import._raw, import._resume, import._restart],
            import.RunAsync);
    }

    private async Task<int> RunAsync(CommandRun run)
    {
        string file = run.Value(_file);
        bool isFile = file != "-";
        if (isFile && !File.Exists(file))
            throw FailureException.NotFound($"there is no file {file}");
        LedgerClient ledger = await run.ConnectAsync();
        string statePath = file + ImportState.Extension;
        (ImportState state, bool isResumed) = isFile ? StateOf(run, file, statePath, ledger) : (New(run, file, ledger), false);
        if (isFile)
            state.Write(statePath); // before the first batch
        await using Stream stream = isFile ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16) : run.Terminal.Input;
        long length = isFile ? stream.Length : 0;
        using var bar = new ProgressLine(run.Terminal, "rows");
        ImportResult result;
        ulong mended = 0;
        try
        {
            IAsyncEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> rows = RowsAsync(stream, FormatOf(run, file), new RowColumns(run.Value(_key), run.Value(_value), run.Value(_prefix)!));
            await using IAsyncEnumerator<KeyValuePair<LedgerBytes, LedgerBytes>> source = rows.GetAsyncEnumerator(run.CancellationToken);
            await PassOverAsync(source, state.Written);
            if (isResumed)
                (state, mended) = await MendAsync(run, ledger, source, state, statePath);
            ImportState begun = state;
            var place = new ImportPlace(begun, run.Value(_inFlight));
            var progress = new BatchWatch(done =>
            {
                ImportState now = place.Take(done);
                if (isFile)
                    now.Write(statePath);
                bar.Tell("importing", begun.Written + done.Written, length == 0 ? null : (double)stream.Position / length);
            });
            result = await ledger.ImportAsync(Rest(source), Options(run, state), progress, run.CancellationToken);
        }
        catch (RowFormatException e)
        {
            bar.Dispose();
            throw FailureException.WrongUse($"{file}, {e.Message}. What lies before it is imported; corrected at this line, the same command goes on");
        }
        catch (ArgumentException e)
        {
            throw FailureException.WrongUse(e.Message);
        }

        bar.Dispose();
        if (isFile)
            File.Delete(statePath);
        run.Printer.Write(
            Field.Of("rows", state.Written + result.Written),
            Field.Of("written", mended + result.Entries),
            Field.Of("batches", (long)result.Batches),
            Field.Of("bytes", result.Bytes),
            Field.Of("size", ledger.Root.Size),
            Field.Of("root", ledger.Root.Hash.ToString()),
            Field.Of("verified", true));
        return 0;
    }

    private ImportOptions Options(CommandRun run, ImportState state) => new()
    {
        BatchEntries = run.Value(_batch),
        InFlight = run.Value(_inFlight),
        Raw = run.Value(_raw),
        Time = state.Started,
    };

    // As many rows as may have been under way: those that are in the log are passed over, the others written. Interrupted in this, it begins with it again.
    private async Task<(ImportState State, ulong Written)> MendAsync(
        CommandRun run, LedgerClient ledger, IAsyncEnumerator<KeyValuePair<LedgerBytes, LedgerBytes>> source, ImportState state, string statePath)
    {
        UntoldRows untold = await UntoldRows.FindAsync(ledger, state, run.Value(_raw), run.CancellationToken);
        var missing = new List<KeyValuePair<LedgerBytes, LedgerBytes>>();
        ulong looked = 0;
        for (long window = (long)run.Value(_batch) * run.Value(_inFlight); window > 0 && await source.MoveNextAsync(); window--, looked++)
        {
            if (!untold.Take(source.Current.Key, source.Current.Value))
                missing.Add(source.Current);
        }

        ImportResult written = await ledger.ImportAsync(missing.ToAsyncEnumerable(), Options(run, state), null, run.CancellationToken);
        ImportState mended = state with { Written = state.Written + looked, Next = ledger.Root.Size, Told = [] };
        mended.Write(statePath);
        return (mended, written.Entries);
    }

    private static async Task PassOverAsync(IAsyncEnumerator<KeyValuePair<LedgerBytes, LedgerBytes>> source, ulong rows)
    {
        for (ulong passed = 0; passed < rows && await source.MoveNextAsync(); passed++)
        {
        }
    }

    private static async IAsyncEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> Rest(IAsyncEnumerator<KeyValuePair<LedgerBytes, LedgerBytes>> source)
    {
        while (await source.MoveNextAsync())
            yield return source.Current;
    }

    private static async IAsyncEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> RowsAsync(Stream stream, RowFormat format, RowColumns columns)
    {
        using var text = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: false), detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true);
        foreach (SourceRow row in format == RowFormat.Csv ? CsvRows.Read(text, columns) : JsonRows.Read(text, columns))
            yield return KeyValuePair.Create(row.Key, row.Value);
        await Task.CompletedTask;
    }

    private RowFormat FormatOf(CommandRun run, string file) =>
        run.Value(_format) ?? (file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? RowFormat.Csv : RowFormat.Jsonl);

    private (ImportState State, bool IsResumed) StateOf(CommandRun run, string file, string statePath, LedgerClient ledger)
    {
        ImportState fresh = New(run, file, ledger);
        if (run.Value(_restart) || !File.Exists(statePath))
            return run.Value(_resume) ? throw FailureException.NotFound($"no import of {file} was interrupted: there is no {statePath}") : (fresh, false);
        ImportState kept = ImportState.TryParse(File.ReadAllBytes(statePath)) ?? throw FailureException.WrongUse($"{statePath} cannot be read: remove it, or use --restart");
        if (kept.Source != fresh.Source)
            throw FailureException.WrongUse($"{statePath} is of another import ({kept.Source}); this one is {fresh.Source}. Use the same options to go on, or --restart to begin anew");
        run.Terminal.Error.WriteLine($"going on after {kept.Written} rows");
        return (kept, true);
    }

    // What decides which rows are in which batch, and where they go.
    private ImportState New(CommandRun run, string file, LedgerClient ledger) => new(
        run.Terminal.Time.GetUtcNow(),
        $"{Path.GetFileName(file)} to {ledger.Database} of {ledger.Server}, --key {run.Value(_key)} --value {run.Value(_value)} --key-prefix {run.Value(_prefix)} --batch {run.Value(_batch)} --in-flight {run.Value(_inFlight)}{(run.Value(_raw) ? " --raw" : "")}",
        0, ledger.Root.Size, []);
}
