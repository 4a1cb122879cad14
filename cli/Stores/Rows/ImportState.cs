using System.Globalization;
using System.Text.Json;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>How far an import has come: a small file beside the source, so that it can go on after a crash.</summary>
/// <param name="Name">The import's name: its batches are sent under it, and the ledger writes none twice.</param>
/// <param name="Started">The time that values are wrapped with.</param>
/// <param name="Source">What is imported where to, and how; another one does not go on with this.</param>
/// <param name="Written">Rows that are written and proved.</param>
internal sealed record ImportState(string Name, DateTimeOffset Started, string Source, ulong Written)
{
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
                state.GetProperty("name").GetString()!,
                DateTimeOffset.ParseExact(state.GetProperty("started").GetString()!, "O", CultureInfo.InvariantCulture),
                state.GetProperty("source").GetString()!,
                state.GetProperty("written").GetUInt64()) is { Name.Length: > 0, Source: not null } read ? read : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException or OverflowException)
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
            json.WriteString("name", Name);
            json.WriteString("started", Started.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("source", Source);
            json.WriteNumber("written", Written);
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
}
