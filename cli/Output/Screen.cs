using System.Globalization;
using System.Text;

namespace ImmuFunctions.Cli.Output;

/// <summary>Text that may be shown on a screen, whoever wrote it.</summary>
internal static class Screen
{
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

    // Line and paragraph separators, too: a line of ours is one line.
    private static bool IsUnsafe(char letter) =>
        char.IsControl(letter) || letter is '\u061C' or '\u200E' or '\u200F' or >= '\u2028' and <= '\u202E' or >= '\u2066' and <= '\u2069';
}
