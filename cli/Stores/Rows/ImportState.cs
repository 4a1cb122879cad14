using System.Globalization;
using System.Text.Json;
using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>How far an import has come: a small file beside the source, so that it can go on after a crash.</summary>
/// <param name="Started">The time that values are wrapped with: tells this import's entries from others.</param>
/// <param name="Source">What is imported where to, and how; another one does not go on with this.</param>
/// <param name="Written">Rows that are written and proved.</param>
/// <param name="Next">Where in the log the batches that were under way can lie: from here on. With several under way a later one may have come before one that was told of.</param>
/// <param name="Told">The batches told of that reach behind <paramref name="Next"/>: what lies there is none that was under way.</param>
internal sealed record ImportState(DateTimeOffset Started, string Source, ulong Written, ulong Next, IReadOnlyList<WrittenRange> Told)
{
    /// <summary>Entries that later rows are bound to by their index: that in the log that was exported, and that in the one written to.</summary>
    public IReadOnlyList<KeyValuePair<ulong, ulong>> Bound { get; init; } = [];

    /// <summary>What the file's name ends in.</summary>
    public const string Extension = ".immu-import";

    /// <summary>Reads a state.</summary>
    /// <returns>Null if these bytes are none.</returns>
    public static ImportState? TryParse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement state = document.RootElement;
            return new ImportState(
                DateTimeOffset.ParseExact(state.GetProperty("started").GetString()!, "O", CultureInfo.InvariantCulture),
                state.GetProperty("source").GetString()!,
                state.GetProperty("written").GetUInt64(),
                state.GetProperty("next").GetUInt64(),
                [.. state.GetProperty("told").EnumerateArray().Select(t => new WrittenRange(t[0].GetUInt64(), t[1].GetUInt64()))])
            {
                Bound = state.TryGetProperty("bound", out JsonElement bound)
                    ? [.. bound.EnumerateArray().Select(b => KeyValuePair.Create(b[0].GetUInt64(), b[1].GetUInt64())).DistinctBy(b => b.Key)]
                    : [],
            } is { Source: not null } read ? read : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>The file's content.</summary>
    public byte[] Format()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonRows.Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("started", Started.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("source", Source);
            json.WriteNumber("written", Written);
            json.WriteNumber("next", Next);
            Write(json, "told", Told.Select(range => (range.From, range.To)));
            if (Bound.Count > 0)
                Write(json, "bound", Bound.Select(place => (place.Key, place.Value)));
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Puts the state in the place of the one before it.</summary>
    public void Write(string path)
    {
        string unfinished = path + ".tmp";
        File.WriteAllBytes(unfinished, Format());
        File.Move(unfinished, path, overwrite: true);
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<(ulong First, ulong Second)> pairs)
    {
        json.WriteStartArray(name);
        foreach ((ulong first, ulong second) in pairs)
        {
            json.WriteStartArray();
            json.WriteNumberValue(first);
            json.WriteNumberValue(second);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
