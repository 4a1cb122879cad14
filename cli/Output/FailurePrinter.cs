using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ImmuFunctions.Cli.Output;

/// <summary>Writes failures to the error output.</summary>
internal static class FailurePrinter
{
    private const string Red = "\e[31m";
    private const string Reset = "\e[0m";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a failure.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="format">JSON makes it one JSON object in a line.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="advice">What may help, for people; null for none.</param>
    public static void Write(Terminal terminal, OutputFormat format, Failure failure, string? advice = null)
    {
        if (format == OutputFormat.Json)
        {
            terminal.Error.WriteLine(ToJson(failure));
            return;
        }

        (string start, string end) = terminal.HasErrorColour ? (Red, Reset) : ("", "");
        terminal.Error.WriteLine($"{start}error: {Screen.Safe(failure.Message)}{end}");
        if (failure.Expected is not null || failure.Found is not null)
        {
            terminal.Error.WriteLine($"  check:    {failure.Check}{(failure.Index is { } index ? $" of entry {index}" : "")}");
            terminal.Error.WriteLine($"  {start}expected: {Screen.Safe(failure.Expected ?? "")}{end}");
            terminal.Error.WriteLine($"  {start}found:    {Screen.Safe(failure.Found ?? "")}{end}");
        }

        if (advice is not null)
            terminal.Error.WriteLine(advice);
    }

    private static string ToJson(Failure failure)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("code", failure.Code);
            json.WriteString("message", failure.Message);
            json.WriteNumber("exitCode", failure.ExitCode);
            if (failure.Check is not null)
                json.WriteString("check", failure.Check);
            if (failure.Expected is not null)
                json.WriteString("expected", failure.Expected);
            if (failure.Found is not null)
                json.WriteString("found", failure.Found);
            if (failure.Index is { } index)
                json.WriteNumber("index", index);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(Screen.SafeJson(buffer.ToArray()));
    }
}
