using System.Text;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>Reads comma-separated values, record by record.</summary>
/// <remarks>Source: RFC 4180. Lines may also end with a line feed alone. A quote within a field that does not begin with one is refused: what follows would be a guess.</remarks>
/// <param name="text">The file.</param>
internal sealed class CsvReader(TextReader text)
{
    private readonly StringBuilder _field = new();
    private long _nextLine = 1;

    /// <summary>The line on which the record last read begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Reads the next record; empty lines are passed over.</summary>
    /// <returns>Its fields; null at the end.</returns>
    /// <exception cref="RowFormatException">It is none.</exception>
    public IReadOnlyList<string>? Read()
    {
        while (text.Peek() is '\r' or '\n')
            EndLine();
        if (text.Peek() < 0)
            return null;
        Line = _nextLine;
        var fields = new List<string>();
        while (true)
        {
            fields.Add(text.Peek() == '"' ? ReadQuoted() : ReadPlain());
            switch (text.Peek())
            {
                case ',':
                    text.Read();
                    continue;
                case < 0:
                    return fields;
                default:
                    EndLine();
                    return fields;
            }
        }
    }

    private string ReadPlain()
    {
        _field.Clear();
        while (text.Peek() is >= 0 and not (',' or '\r' or '\n') and var next)
        {
            if (next == '"')
                throw new RowFormatException(_nextLine, "a quote within a field that does not begin with one");
            _field.Append((char)text.Read());
        }

        return _field.ToString();
    }

    private string ReadQuoted()
    {
        long began = _nextLine;
        _field.Clear();
        text.Read();
        while (true)
        {
            int next = text.Read();
            switch (next)
            {
                case < 0:
                    throw new RowFormatException(began, "a quote that begins here is never closed");
                case '"' when text.Peek() == '"':
                    _field.Append((char)text.Read());
                    break;
                case '"':
                    return text.Peek() is < 0 or ',' or '\r' or '\n'
                        ? _field.ToString()
                        : throw new RowFormatException(_nextLine, "text behind a closing quote");
                default:
                    if (next == '\n')
                        _nextLine++;
                    _field.Append((char)next);
                    break;
            }
        }
    }

    private void EndLine()
    {
        if (text.Read() == '\r' && text.Peek() == '\n')
            text.Read();
        _nextLine++;
    }
}
