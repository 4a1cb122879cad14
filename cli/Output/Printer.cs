using System.Text.Encodings.Web;
using System.Text.Json;

namespace ImmuFunctions.Cli.Output;

/// <summary>Writes the results of one command in the format asked for.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="format">How.</param>
/// <param name="valuesOnly">Whether only the value of each result is written, as its bytes and a line break.</param>
internal sealed class Printer(Terminal terminal, OutputFormat format, bool valuesOnly)
{
    /// <summary>The field that is written where only values are.</summary>
    public const string ValueField = "value";

    /// <summary>The one that is in its place where something is counted.</summary>
    public const string CountField = "count";

    private const int LeastNameWidth = 12;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool _hasWritten;

    /// <summary>How.</summary>
    public OutputFormat Format => format;

    /// <summary>Where to.</summary>
    public Terminal Terminal => terminal;

    /// <summary>Writes one result.</summary>
    public void Write(params IReadOnlyList<Field> fields)
    {
        if (valuesOnly && fields.FirstOrDefault(f => f.Name is ValueField or CountField) is { } value)
            WriteLine(value.Raw.Span);
        else if (format == OutputFormat.Json)
            WriteJson(json => WriteObject(json, fields));
        else if (format == OutputFormat.Table)
            TablePrinter.Fields(terminal, fields);
        else
            WritePlain(fields);
    }

    /// <summary>Writes results as they come; a table is written in parts, so that none has to be held whole.</summary>
    public async Task WriteAllAsync(IAsyncEnumerable<IReadOnlyList<Field>> results, CancellationToken cancellationToken)
    {
        if (format != OutputFormat.Table || valuesOnly)
        {
            await foreach (IReadOnlyList<Field> fields in results.WithCancellation(cancellationToken))
                Write(fields);
            return;
        }

        var part = new List<IReadOnlyList<Field>>();
        await foreach (IReadOnlyList<Field> fields in results.WithCancellation(cancellationToken))
        {
            part.Add(fields);
            if (part.Count < TablePrinter.MostRows)
                continue;
            TablePrinter.Rows(terminal, part);
            part.Clear();
        }

        if (part.Count > 0)
            TablePrinter.Rows(terminal, part);
    }

    /// <summary>Writes results that are there already.</summary>
    public void WriteAll(IReadOnlyList<IReadOnlyList<Field>> results)
    {
        if (format == OutputFormat.Table && !valuesOnly)
        {
            foreach (IReadOnlyList<Field>[] part in results.Chunk(TablePrinter.MostRows))
                TablePrinter.Rows(terminal, part);
            return;
        }

        foreach (IReadOnlyList<Field> fields in results)
            Write(fields);
    }

    /// <summary>Writes a sentence: as it is, or as <c>{"message":"…"}</c>.</summary>
    public void Say(string message)
    {
        if (format == OutputFormat.Json)
            WriteJson(json => WriteObject(json, [Field.Of("message", message)]));
        else
            WriteLine(System.Text.Encoding.UTF8.GetBytes(message));
    }

    /// <summary>Writes one JSON value and a line break, whatever the format.</summary>
    public void WriteJson(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
            write(json);
        WriteLine(Screen.SafeJson(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    private static void WriteObject(Utf8JsonWriter json, IReadOnlyList<Field> fields)
    {
        json.WriteStartObject();
        foreach (Field field in fields)
            field.WriteTo(json);
        json.WriteEndObject();
    }

    private void WritePlain(IReadOnlyList<Field> fields)
    {
        if (_hasWritten)
            WriteLine([]);
        _hasWritten = true;
        Field[] known = [.. fields.Where(f => f.Kind != FieldKind.Nothing)];
        int width = Math.Max(LeastNameWidth, known.Select(f => f.Name.Length + 2).DefaultIfEmpty().Max());
        foreach (Field field in known)
            WriteLine(System.Text.Encoding.UTF8.GetBytes($"{(field.Name + ":").PadRight(width)}{field.ToScreen()}"));
    }

    private void WriteLine(ReadOnlySpan<byte> line)
    {
        terminal.Output.Write(line);
        terminal.Output.WriteByte((byte)'\n');
        terminal.Output.Flush();
    }
}
