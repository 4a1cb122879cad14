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
        BoundPlaces bound = BoundOf(run, file, state);
        var writer = new RowWriter(ledger, Options(run, state), bound);
        ulong mended = 0;
        try
        {
            await using IAsyncEnumerator<SourceRow> source = RowsAsync(stream, FormatOf(run, file), ColumnsOf(run)).GetAsyncEnumerator(run.CancellationToken);
            await PassOverAsync(source, state.Written);
            if (isResumed)
                (state, mended) = await MendAsync(run, ledger, source, state, bound, statePath);
            state = await writer.WriteAsync(
                source,
                state,
                now =>
                {
                    if (isFile)
                        now.Write(statePath);
                    bar.Tell("importing", now.Written, length == 0 ? null : (double)stream.Position / length);
                },
                run.CancellationToken);
        }
        catch (RowFormatException e)
        {
            bar.Dispose();
            throw FailureException.WrongUse($"{file}, {e.Message}. The full batches before it are imported; corrected at this line, the same command goes on");
        }
        catch (ArgumentException e)
        {
            throw FailureException.WrongUse(e.Message);
        }

        bar.Dispose();
        if (isFile)
            File.Delete(statePath);
        run.Printer.Write(
            Field.Of("rows", state.Written),
            Field.Of("written", mended + writer.Entries),
            Field.Of("batches", (long)writer.Batches),
            Field.Of("bytes", writer.Bytes),
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
        CommandRun run, LedgerClient ledger, IAsyncEnumerator<SourceRow> source, ImportState state, BoundPlaces bound, string statePath)
    {
        UntoldRows untold = await UntoldRows.FindAsync(ledger, state, run.Value(_raw), run.CancellationToken);
        var missing = new List<SourceRow>();
        ulong looked = 0;
        for (long window = (long)run.Value(_batch) * run.Value(_inFlight); window > 0 && await source.MoveNextAsync(); window--, looked++)
        {
            if (untold.Take(source.Current, bound) is { } index)
                bound.Note(source.Current, index);
            else
                missing.Add(source.Current);
        }

        var writer = new RowWriter(ledger, Options(run, state), bound);
        await using IAsyncEnumerator<SourceRow> rows = missing.ToAsyncEnumerable().GetAsyncEnumerator(run.CancellationToken);
        await writer.WriteAsync(rows, state, _ => { }, run.CancellationToken);
        ImportState mended = state with { Written = state.Written + looked, Next = ledger.Root.Size, Told = [], Bound = bound.All };
        mended.Write(statePath);
        return (mended, writer.Entries);
    }

    private static async Task PassOverAsync(IAsyncEnumerator<SourceRow> source, ulong rows)
    {
        for (ulong passed = 0; passed < rows && await source.MoveNextAsync(); passed++)
        {
        }
    }

    // What rows are bound to has to be known before the first is written: a file is read twice, the standard input cannot be.
    private BoundPlaces BoundOf(CommandRun run, string file, ImportState state)
    {
        if (file == "-")
            return new BoundPlaces(null, []);
        if (FormatOf(run, file) == RowFormat.Csv || run.Value(_key) is not null)
            return new BoundPlaces(new HashSet<ulong>(), []);
        using StreamReader text = TextOf(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), leaveOpen: false);
        return new BoundPlaces(JsonRows.BoundIn(text), state.Bound);
    }

    private static StreamReader TextOf(Stream stream, bool leaveOpen) =>
        new(stream, new UTF8Encoding(false, throwOnInvalidBytes: false), detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen);

    private static async IAsyncEnumerable<SourceRow> RowsAsync(Stream stream, RowFormat format, RowColumns columns)
    {
        using StreamReader text = TextOf(stream, leaveOpen: true);
        foreach (SourceRow row in format == RowFormat.Csv ? CsvRows.Read(text, columns) : JsonRows.Read(text, columns))
            yield return row;
        await Task.CompletedTask;
    }

    private RowColumns ColumnsOf(CommandRun run) => new(run.Value(_key), run.Value(_value), run.Value(_prefix)!);

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
