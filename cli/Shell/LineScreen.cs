using ImmuFunctions.Cli.Output;

namespace ImmuFunctions.Cli.Shell;

/// <summary>Shows a line that is being typed, in one row of the screen: where it is longer, the part around the cursor.</summary>
/// <param name="terminal">Where.</param>
internal sealed class LineScreen(Terminal terminal)
{
    /// <summary>Lets a line be typed.</summary>
    /// <returns>The line; empty if it was given up; null if there will be no more.</returns>
    public string? Read(string prompt, LineEditor editor)
    {
        Show(prompt, editor);
        while (terminal.ReadKey() is { } key)
        {
            LineOutcome outcome = editor.Press(key);
            switch (outcome)
            {
                case LineOutcome.Entered:
                    terminal.Error.WriteLine();
                    return editor.Text;
                case LineOutcome.Cancelled:
                    terminal.Error.WriteLine("^C");
                    return "";
                case LineOutcome.Ended:
                    terminal.Error.WriteLine();
                    return null;
                case LineOutcome.Listing:
                    terminal.Error.WriteLine();
                    terminal.Error.WriteLine(string.Join("  ", editor.Candidates.Select(Screen.Safe)));
                    break;
                default:
                    break;
            }

            Show(prompt, editor);
        }

        return null;
    }

    /// <summary>What is shown: carriage return, the row, and the cursor put into its place.</summary>
    public static string Draw(string prompt, string text, int cursor, int width)
    {
        int room = Math.Max(8, width - prompt.Length - 1);
        int from = Math.Max(0, cursor - room);
        string part = Screen.Safe(text.Substring(from, Math.Min(room, text.Length - from)));
        int column = prompt.Length + Screen.Safe(text[from..cursor]).Length;
        return $"\r{prompt}{part}\e[K\r\e[{column}C";
    }

    private void Show(string prompt, LineEditor editor)
    {
        terminal.Error.Write(Draw(prompt, editor.Text, editor.Cursor, terminal.Width()));
        terminal.Error.Flush();
    }
}
