using System.Globalization;
using System.Text;

namespace ImmuFunctions.Cli.Output;

/// <summary>Text that may be shown on a screen, whoever wrote it.</summary>
internal static class Screen
{
    private const byte Delete = 0x7f;

    /// <summary>Writes out what a terminal would obey: control characters, and those that turn the direction of text.</summary>
    /// <param name="text">From anywhere.</param>
    public static string Safe(string text)
    {
        if (!text.Any(IsUnsafe))
            return text;
        var safe = new StringBuilder(text.Length + 8);
        foreach (char letter in text)
        {
            _ = letter switch
            {
                '\n' => safe.Append("\\n"),
                '\r' => safe.Append("\\r"),
                '\t' => safe.Append("\\t"),
                _ when IsUnsafe(letter) => safe.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture)),
                _ => safe.Append(letter),
            };
        }

        return safe.ToString();
    }

    /// <summary>JSON of the same meaning that may be shown: writers of JSON leave some of these characters as they are.</summary>
    /// <param name="json">One value, without line breaks: the characters can only be in strings, where they may be written out.</param>
    public static ReadOnlySpan<byte> SafeJson(ReadOnlySpan<byte> json)
    {
        if (Ascii.IsValid(json) && !json.Contains(Delete))
            return json;
        string text = Encoding.UTF8.GetString(json);
        string safe = Safe(text);
        return ReferenceEquals(safe, text) ? json : Encoding.UTF8.GetBytes(safe);
    }

    // Line and paragraph separators, too: a line of ours is one line.
    private static bool IsUnsafe(char letter) =>
        char.IsControl(letter) || letter is '\u061C' or '\u200E' or '\u200F' or >= '\u2028' and <= '\u202E' or >= '\u2066' and <= '\u2069';
}
