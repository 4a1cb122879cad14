using System.Text.Json;
using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>Reads entries from comma-separated values with a head.</summary>
internal static class CsvRows
{
    /// <summary>The entries.</summary>
    /// <param name="text">The file.</param>
    /// <param name="columns">Which columns to take.</param>
    /// <exception cref="RowFormatException">A line is not what it should be.</exception>
    public static IEnumerable<SourceRow> Read(TextReader text, RowColumns columns)
    {
        var csv = new CsvReader(text);
        if (csv.Read() is not { } head)
            yield break;
        if (head.Distinct(StringComparer.Ordinal).Count() < head.Count)
            throw new RowFormatException(csv.Line, "two columns have one name");
        int key = Column(head, columns.Key, RowColumns.UsualKey, csv.Line) ?? 0;
        int? value = Column(head, columns.Value, head.Contains(RowColumns.UsualKey) ? RowColumns.UsualValue : null, csv.Line);
        while (csv.Read() is { } row)
        {
            if (row.Count != head.Count)
                throw new RowFormatException(csv.Line, $"{row.Count} fields, where the first line has {head.Count}");
            if (row[key].Length == 0)
                throw new RowFormatException(csv.Line, $"the key is empty (column {head[key]})");
            yield return new SourceRow(columns.KeyPrefix + row[key], value is { } at ? row[at] : ToJson(head, row));
        }
    }

    private static int? Column(IReadOnlyList<string> head, string? name, string? usual, long line)
    {
        for (int i = 0; i < head.Count; i++)
        {
            if (head[i] == (name ?? usual))
                return i;
        }

        return name is null ? null : throw new RowFormatException(line, $"there is no column {name}, but {string.Join(", ", head)}");
    }

    private static LedgerBytes ToJson(IReadOnlyList<string> head, IReadOnlyList<string> row)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonRows.Relaxed))
        {
            json.WriteStartObject();
            for (int i = 0; i < head.Count; i++)
                json.WriteString(head[i], row[i]);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
