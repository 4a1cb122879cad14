using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ImmuFunctions.Cli.Output;

/// <summary>One named value of a result.</summary>
internal sealed record Field
{
    private readonly string _text;
    private readonly ReadOnlyMemory<byte> _bytes;

    private Field(string name, FieldKind kind, string text = "", ReadOnlyMemory<byte> bytes = default) => (Name, Kind, _text, _bytes) = (name, kind, text, bytes);

    /// <summary>Lower-case words.</summary>
    public string Name { get; }

    /// <summary>The name in JSON: <c>log bytes</c> is <c>logBytes</c>.</summary>
    public string JsonName => string.Concat(Name.Split(' ').Select((word, place) => place == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>What it holds.</summary>
    public FieldKind Kind { get; }

    /// <summary>Text of the program, or null for nothing.</summary>
    public static Field Of(string name, string? text) => text is null ? new(name, FieldKind.Nothing) : new(name, FieldKind.Text, text);

    public static Field Of(string name, ulong number) => Literal(name, number.ToString(CultureInfo.InvariantCulture));

    public static Field Of(string name, ulong? number) => number is { } n ? Of(name, n) : new(name, FieldKind.Nothing);

    public static Field Of(string name, long number) => Literal(name, number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number; what JSON cannot write as a number becomes text.</summary>
    public static Field Of(string name, double number) =>
        double.IsFinite(number) ? Literal(name, number.ToString("R", CultureInfo.InvariantCulture)) : Of(name, number.ToString(CultureInfo.InvariantCulture));

    public static Field Of(string name, bool flag) => Literal(name, flag ? "true" : "false");

    /// <summary>A moment, as ISO 8601 in UTC.</summary>
    public static Field Of(string name, DateTimeOffset? moment) =>
        Of(name, moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));

    /// <summary>A key or value.</summary>
    public static Field Of(string name, ReadOnlyMemory<byte> bytes) => new(name, FieldKind.Bytes, bytes: bytes);

    /// <summary>The bytes of a key or value, and of anything else its text.</summary>
    public ReadOnlyMemory<byte> Raw => Kind == FieldKind.Bytes ? _bytes : Encoding.UTF8.GetBytes(_text);

    /// <summary>For people: control characters are written out, bytes that are not UTF-8 are <c>base64:…</c>.</summary>
    public string ToScreen() => Kind != FieldKind.Bytes ? Screen.Safe(_text) : TextOf(_bytes.Span) is { } text ? Screen.Safe(text) : "base64:" + Convert.ToBase64String(_bytes.Span);

    /// <summary>Writes name and value into an object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WritePropertyName(JsonName);
        switch (Kind)
        {
            case FieldKind.Nothing:
                json.WriteNullValue();
                break;
            case FieldKind.Literal:
                json.WriteRawValue(_text);
                break;
            case FieldKind.Bytes when TextOf(_bytes.Span) is null:
                json.WriteStartObject();
                json.WriteBase64String("base64", _bytes.Span);
                json.WriteEndObject();
                break;
            case FieldKind.Bytes:
                json.WriteStringValue(_bytes.Span);
                break;
            default:
                json.WriteStringValue(_text);
                break;
        }
    }

    private static string? TextOf(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;

    private static Field Literal(string name, string text) => new(name, FieldKind.Literal, text);
}
