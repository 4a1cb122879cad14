using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>Reads and writes entries as JSON, an object in each line.</summary>
/// <remarks>Bytes that are text are a string, others are <c>{"base64":"…"}</c>; numbers, arrays and objects that are values are kept as their JSON.</remarks>
internal static class JsonRows
{
    private const string Base64 = "base64";

    /// <summary>How JSON is written: as readable as it may be.</summary>
    public static JsonWriterOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The entries.</summary>
    /// <param name="text">The file.</param>
    /// <param name="columns">Which members to take.</param>
    /// <exception cref="RowFormatException">A line is not what it should be.</exception>
    public static IEnumerable<SourceRow> Read(TextReader text, RowColumns columns)
    {
        long number = 0;
        while (text.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                yield return ReadLine(line, number, columns);
        }
    }

    /// <summary>An entry as a line, without its line break.</summary>
    public static byte[] ToLine(LedgerEntry entry)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            Write(json, RowColumns.UsualKey, entry.Key);
            Write(json, RowColumns.UsualValue, entry.Value);
            json.WriteNumber("index", entry.Index);
            if (entry.Time is { } time)
                json.WriteString("time", time.UtcDateTime);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static SourceRow ReadLine(string line, long number, RowColumns columns)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new RowFormatException(number, "a JSON object is expected");
            string keyName = columns.Key ?? RowColumns.UsualKey;
            if (!document.RootElement.TryGetProperty(keyName, out JsonElement key))
                throw new RowFormatException(number, $"there is no member {keyName}");
            string? valueName = columns.Value ?? (columns.Key is null ? RowColumns.UsualValue : null);
            JsonElement value = document.RootElement;
            if (valueName is not null && !document.RootElement.TryGetProperty(valueName, out value))
            {
                if (columns.Value is not null)
                    throw new RowFormatException(number, $"there is no member {valueName}");
                value = document.RootElement;
            }

            LedgerBytes keyBytes = Bytes(key, number);
            if (keyBytes.IsEmpty)
                throw new RowFormatException(number, $"the key is empty (member {keyName})");
            return new SourceRow(columns.KeyPrefix.Length == 0 ? keyBytes : (byte[])[.. Encoding.UTF8.GetBytes(columns.KeyPrefix), .. keyBytes.Span], Bytes(value, number));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter: a string with half a surrogate pair.
            throw new RowFormatException(number, $"no JSON: {e.Message}");
        }
    }

    private static LedgerBytes Bytes(JsonElement element, long number)
    {
        if (element.ValueKind == JsonValueKind.String)
            return element.GetString()!;
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(Base64, out JsonElement encoded) || element.EnumerateObject().Count() != 1)
            return element.GetRawText();
        return encoded.ValueKind == JsonValueKind.String && encoded.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : throw new RowFormatException(number, "what is called base64 is none");
    }

    private static void Write(Utf8JsonWriter json, string name, LedgerBytes bytes)
    {
        if (bytes.TryGetText(out _))
        {
            json.WriteString(name, bytes.Span);
            return;
        }

        json.WriteStartObject(name);
        json.WriteBase64String(Base64, bytes.Span);
        json.WriteEndObject();
    }
}
