using System.Buffers;
using System.CommandLine;
using System.Runtime.CompilerServices;
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
        var log = new Option<bool>("--log") { Description = "Every version in the order of the log, not the newest of each key." };
        var plain = new Option<bool>("--plain") { Description = "With --log: without references and members of sorted sets. (Without --log there are none.)" };
        return host.Command(
            "export", "Write a ledger's entries, each verified, to a file that 'immu import' reads: the newest of each key, or the whole log.",
            "immu export ledger.jsonl --log", [file, format, prefix, log, plain],
            async run =>
            {
                string? path = run.Given.GetValue(file);
                RowFormat form = run.Value(format) ?? (path?.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) == true ? RowFormat.Csv : RowFormat.Jsonl);
                LedgerClient ledger = await run.ConnectAsync();
                LedgerBytes start = run.Value(prefix)!;
                IAsyncEnumerable<(LedgerEntry Entry, SourceRow? Pointer)> entries = run.Value(log)
                    ? LogAsync(ledger, start, run.Value(plain), run.CancellationToken)
                    : ledger.ScanAsync(start, cancellationToken: run.CancellationToken).Select(e => (e, (SourceRow?)null));
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

    // The whole log. A reference counts by its name, a member by the key it points to.
    private static async IAsyncEnumerable<(LedgerEntry Entry, SourceRow? Pointer)> LogAsync(
        LedgerClient ledger, LedgerBytes prefix, bool isPlain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (LedgerEntry entry in ledger.EntriesAsync(cancellationToken: cancellationToken))
        {
            bool isOne = await PointerRows.IsOneAsync(ledger, entry, cancellationToken);
            LedgerBytes key = isOne && SortedSetKey.TryParse(entry.Key.Span, out _, out _, out ReadOnlySpan<byte> target, out _) ? target.ToArray() : entry.Key;
            if (key.Span.StartsWith(prefix.Span) && !(isOne && isPlain))
                yield return (entry, isOne ? PointerRows.RowOf(entry) : null);
        }
    }

    private static async Task<ulong> WriteAsync(CommandRun run, IAsyncEnumerable<(LedgerEntry Entry, SourceRow? Pointer)> entries, Stream stream, RowFormat format, ulong? of)
    {
        using var bar = new ProgressLine(run.Terminal, "rows");
        var piece = new ArrayBufferWriter<byte>(2 * PieceBytes); // the stream stays open: it may be the standard output
        ulong rows = 0;
        if (format == RowFormat.Csv)
            piece.Write(Encoding.UTF8.GetBytes(CsvText.Record(RowColumns.UsualKey, RowColumns.UsualValue)));
        await foreach ((LedgerEntry entry, SourceRow? pointer) in entries.WithCancellation(run.CancellationToken))
        {
            piece.Write(format == RowFormat.Csv ? CsvOf(entry, pointer) : [.. pointer is { } row ? JsonRows.ToLine(row) : JsonRows.ToLine(entry), (byte)'\n']);
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

    private static byte[] CsvOf(LedgerEntry entry, SourceRow? pointer) => pointer is null
        ? Encoding.UTF8.GetBytes(CsvText.Record(TextOf(entry, entry.Key), TextOf(entry, entry.Value)))
        : throw FailureException.WrongUse($"entry {entry.Index} is a reference or a member of a set, which CSV has no form for: use --format jsonl, or leave them out with --plain");

    private static string TextOf(LedgerEntry entry, LedgerBytes bytes) =>
        bytes.TryGetText(out string? text) ? text : throw FailureException.WrongUse($"entry {entry.Index} is not text, which CSV has no form for: use --format jsonl");
}
