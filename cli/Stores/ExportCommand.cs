using System.Buffers;
using System.CommandLine;
using System.Text;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Cli.Stores.Rows;
using ImmuFunctions.Client;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Cli.Stores;

/// <summary><c>immu export</c>.</summary>
internal static class ExportCommand
{
    private const int PieceBytes = 1 << 16;

    /// <summary>The command.</summary>
    public static Command Create(CommandHost host)
    {
        var file = new Argument<string?>("file") { Description = "File to write; without one, the standard output.", Arity = ArgumentArity.ZeroOrOne };
        var format = new Option<RowFormat?>("--format") { Description = "csv or jsonl. [default: csv for a name that ends in .csv, otherwise jsonl]", HelpName = "csv|jsonl" };
        var prefix = new Option<string>("--prefix") { Description = "Only keys that begin so.", HelpName = "text", DefaultValueFactory = _ => "" };
        var log = new Option<bool>("--log") { Description = "Every version in the order of the log, not the newest of each key. Members of sorted sets are left out." };
        return host.Command(
            "export", "Write a ledger's entries, each verified, to a file that 'immu import' reads: the newest of each key, or the whole log.",
            "immu export ledger.jsonl --log", [file, format, prefix, log],
            async run =>
            {
                string? path = run.Given.GetValue(file);
                RowFormat form = run.Value(format) ?? (path?.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) == true ? RowFormat.Csv : RowFormat.Jsonl);
                LedgerClient ledger = await run.ConnectAsync();
                LedgerBytes start = run.Value(prefix)!;
                IAsyncEnumerable<LedgerEntry> entries = run.Value(log)
                    ? ledger.EntriesAsync(cancellationToken: run.CancellationToken).Where(e => e.Key.Span.StartsWith(start.Span) && !SortedSetKey.TryParse(e.Key.Span, out _, out _, out _, out _))
                    : ledger.ScanAsync(start, cancellationToken: run.CancellationToken);
                if (path is null)
                {
                    await WriteAsync(run, entries, run.Terminal.Output, form, run.Value(log) ? ledger.Root.Size : null);
                    return 0;
                }

                // Under another name until it is whole.
                string unfinished = path + ".tmp";
                ulong written;
                await using (FileStream stream = File.Create(unfinished))
                    written = await WriteAsync(run, entries, stream, form, run.Value(log) ? ledger.Root.Size : null);
                File.Move(unfinished, path, overwrite: true);
                run.Printer.Write(Field.Of("file", path), Field.Of("rows", written), Field.Of("size", ledger.Root.Size), Field.Of("root", ledger.Root.Hash.ToString()), Field.Of("verified", true));
                return 0;
            });
    }

    private static async Task<ulong> WriteAsync(CommandRun run, IAsyncEnumerable<LedgerEntry> entries, Stream stream, RowFormat format, ulong? of)
    {
        using var bar = new ProgressLine(run.Terminal, "rows");
        var piece = new ArrayBufferWriter<byte>(2 * PieceBytes); // the stream stays open: it may be the standard output
        ulong rows = 0;
        if (format == RowFormat.Csv)
            piece.Write(Encoding.UTF8.GetBytes(CsvText.Record(RowColumns.UsualKey, RowColumns.UsualValue)));
        await foreach (LedgerEntry entry in entries.WithCancellation(run.CancellationToken))
        {
            piece.Write(format == RowFormat.Csv ? Encoding.UTF8.GetBytes(CsvText.Record(TextOf(entry, entry.Key), TextOf(entry, entry.Value))) : [.. JsonRows.ToLine(entry), (byte)'\n']);
            bar.Tell("exporting", ++rows, of is { } size and > 0 ? (double)(entry.Index + 1) / size : null);
            if (piece.WrittenCount < PieceBytes)
                continue;
            await stream.WriteAsync(piece.WrittenMemory, run.CancellationToken);
            piece.ResetWrittenCount();
        }

        await stream.WriteAsync(piece.WrittenMemory, run.CancellationToken);
        await stream.FlushAsync(run.CancellationToken);
        return rows;
    }

    private static string TextOf(LedgerEntry entry, LedgerBytes bytes) =>
        bytes.TryGetText(out string? text) ? text : throw FailureException.WrongUse($"entry {entry.Index} is not text, which CSV has no form for: use --format jsonl");
}
