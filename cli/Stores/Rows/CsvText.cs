using System.Buffers;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>Writes comma-separated values.</summary>
internal static class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>A record, with its line break. Source: RFC 4180.</summary>
    public static string Record(params IReadOnlyList<string> fields) => string.Join(',', fields.Select(Field)) + "\r\n";

    private static string Field(string text) => text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
