using System.Text.Json;
using ImmuFunctions.Functions.Endpoints;

namespace ImmuFunctions.Functions.Publishing;

/// <summary>A function as the Functions host wants it declared: the text of its <c>function.json</c>.</summary>
/// <remarks>Exactly one trigger and one output, both HTTP, is what makes the host pass requests on as they are. Source: Microsoft's reference of
/// bindings, <c>httpTrigger</c> and <c>timerTrigger</c>.</remarks>
internal static class FunctionJson
{
    /// <summary>Name of the file in the function's folder.</summary>
    public const string FileName = "function.json";

    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>The declaration of a function that answers HTTP; UTF-8, ends with a line feed.</summary>
    public static byte[] Of(HttpFunction function) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "httpTrigger");
        json.WriteString("direction", "in");
        json.WriteString("name", "req");
        json.WriteString("authLevel", NameOf(function.Level));
        json.WriteStartArray("methods");
        foreach (string method in function.Methods)
            json.WriteStringValue(method.ToLowerInvariant());
        json.WriteEndArray();
        json.WriteString("route", function.Route);
        json.WriteEndObject();

        json.WriteStartObject();
        json.WriteString("type", "http");
        json.WriteString("direction", "out");
        json.WriteString("name", "res");
        json.WriteEndObject();
    });

    /// <summary>The declaration of a function that runs by the clock; UTF-8, ends with a line feed.</summary>
    public static byte[] Of(TimerFunction function) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "timerTrigger");
        json.WriteString("direction", "in");
        json.WriteString("name", "timer");
        json.WriteString("schedule", function.Schedule);
        json.WriteEndObject();
    });

    private static byte[] Write(Action<Utf8JsonWriter> writeBindings)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, Indented))
        {
            json.WriteStartObject();
            json.WriteStartArray("bindings");
            writeBindings(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        text.WriteByte((byte)'\n');
        return text.ToArray();
    }

    private static string NameOf(AuthLevel level) => level switch
    {
        AuthLevel.Anonymous => "anonymous",
        AuthLevel.Function => "function",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "no such level"),
    };
}
