using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImmuFunctions.Client;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>Reads and writes entries as JSON, an object in each line.</summary>
/// <remarks>A line with <c>reference</c>, or with <c>set</c> and <c>score</c>, in place of <c>key</c> points <c>to</c> a key, perhaps <c>at</c> one version of it. Bytes that are text are a string, others are <c>{"base64":"…"}</c>; numbers, arrays and objects that are values are kept as their JSON.</remarks>
internal static class JsonRows
{
    private const string Base64 = "base64";
    private const string Reference = "reference";
    private const string Set = "set";
    private const string Score = "score";
    private const string To = "to";
    private const string At = "at";
    private const string Index = "index";

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

    /// <summary>The entries that lines are bound to, by their indexes. Lines that are not what they should be are passed over.</summary>
    public static HashSet<ulong> BoundIn(TextReader text)
    {
        var bound = new HashSet<ulong>();
        var columns = new RowColumns(null, null);
        while (text.ReadLine() is { } line)
        {
            if (!line.Contains($"\"{At}\"", StringComparison.Ordinal))
                continue;
            try
            {
                if (ReadLine(line, 0, columns).Pointer?.At is { } at)
                    bound.Add(at);
            }
            catch (RowFormatException)
            {
                // Said when its turn comes, with its number.
            }
        }

        return bound;
    }

    /// <summary>What points to another key, as a line without its line break.</summary>
    /// <param name="row">With <see cref="SourceRow.Pointer"/>.</param>
    public static byte[] ToLine(SourceRow row)
    {
        SourcePointer pointer = row.Pointer ?? throw new ArgumentException("the row points nowhere", nameof(row));
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            if (pointer.Set is { } set)
            {
                Write(json, Set, set);
                if (double.IsFinite(pointer.Score))
                    json.WriteNumber(Score, pointer.Score);
                else
                    json.WriteString(Score, pointer.Score.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                Write(json, Reference, row.Key);
            }

            Write(json, To, pointer.Target);
            if (pointer.At is { } at)
                json.WriteNumber(At, at);
            if (row.Index is { } index)
                json.WriteNumber(Index, index);
            json.WriteEndObject();
        }

        return buffer.ToArray();
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
            {
                if (columns.Key is null && TryReadPointer(document.RootElement, number, columns) is { } pointing)
                    return pointing;
                throw new RowFormatException(number, $"there is no member {keyName}");
            }

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
            return new SourceRow(Prefixed(keyBytes, columns), Bytes(value, number)) { Index = Number(document.RootElement, Index) };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter: a string with half a surrogate pair.
            throw new RowFormatException(number, $"no JSON: {e.Message}");
        }
    }

    // Null if it has neither.
    private static SourceRow? TryReadPointer(JsonElement line, long number, RowColumns columns)
    {
        bool isMember = line.TryGetProperty(Set, out JsonElement set);
        if (!line.TryGetProperty(Reference, out JsonElement name) && !isMember)
            return null;
        if (isMember && name.ValueKind != JsonValueKind.Undefined)
            throw new RowFormatException(number, $"both {Reference} and {Set}");
        LedgerBytes own = Bytes(isMember ? set : name, number);
        LedgerBytes target = line.TryGetProperty(To, out JsonElement to) ? Bytes(to, number) : throw new RowFormatException(number, $"there is no member {To}");
        ulong? at = Number(line, At);
        if (at is null && line.TryGetProperty(At, out _))
            throw new RowFormatException(number, $"what is called {At} is no index");
        if (own.IsEmpty || target.IsEmpty)
            throw new RowFormatException(number, "an empty name");
        if (isMember && !SortedSetKey.IsSetName(own.Span))
            throw new RowFormatException(number, "no set can have this name");
        double score = isMember ? ReadScore(line, number) : 0;
        return new SourceRow(isMember ? default : Prefixed(own, columns), default)
        {
            Index = Number(line, Index),
            Pointer = new SourcePointer(isMember ? own : (LedgerBytes?)null, score, Prefixed(target, columns), at),
        };
    }

    private static double ReadScore(JsonElement line, long number)
    {
        line.TryGetProperty(Score, out JsonElement given);
        double? score = given.ValueKind switch
        {
            JsonValueKind.Number when given.TryGetDouble(out double finite) => finite,
            JsonValueKind.String when given.GetString() is "Infinity" => double.PositiveInfinity,
            JsonValueKind.String when given.GetString() is "-Infinity" => double.NegativeInfinity,
            _ => null,
        };
        return score ?? throw new RowFormatException(number, $"a {Score} is expected");
    }

    private static ulong? Number(JsonElement line, string name) =>
        line.TryGetProperty(name, out JsonElement found) && found.ValueKind == JsonValueKind.Number && found.TryGetUInt64(out ulong number) ? number : null;

    private static LedgerBytes Prefixed(LedgerBytes key, RowColumns columns) =>
        columns.KeyPrefix.Length == 0 ? key : (byte[])[.. Encoding.UTF8.GetBytes(columns.KeyPrefix), .. key.Span];

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
