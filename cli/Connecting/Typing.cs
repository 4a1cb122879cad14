using System.Text;

namespace ImmuFunctions.Cli.Connecting;

/// <summary>What a user types beside the command: passwords, lines, and values on the standard input.</summary>
/// <param name="terminal">Where it is typed.</param>
internal sealed class Typing(Terminal terminal)
{
    // One reader for all lines: what it has read ahead belongs to the next one.
    private StreamReader? _lines;

    /// <summary>The next line; null at the end.</summary>
    public string? Line() => (_lines ??= new StreamReader(terminal.Input, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, leaveOpen: true)).ReadLine();

    /// <summary>A password: from the environment, typed without being shown, or the next line of the input.</summary>
    /// <param name="question">Such as <c>Password:</c>.</param>
    /// <param name="variable">The environment variable that may hold it.</param>
    /// <param name="isNew">Typed twice.</param>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="OperationCanceledException">Ctrl-C was typed instead.</exception>
    public string? Password(string question, string variable, bool isNew = false)
    {
        if (terminal.Variable(variable) is { Length: > 0 } set)
            return set;
        if (!terminal.IsInputTerminal)
            return Line();
        while (true)
        {
            if (Hidden(question) is not { } password)
                return null;
            if (!isNew || Hidden("Once more: ") is not { } again || again == password)
                return password;
            terminal.Error.WriteLine("The two differ.");
        }
    }

    private string? Hidden(string question)
    {
        terminal.Error.Write(question);
        terminal.Error.Flush();
        var password = new StringBuilder();
        while (terminal.ReadKey() is { } key)
        {
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    terminal.Error.WriteLine();
                    return password.ToString();
                case ConsoleKey.C when key.Modifiers.HasFlag(ConsoleModifiers.Control):
                    terminal.Error.WriteLine("^C");
                    throw new OperationCanceledException();
                case ConsoleKey.D when key.Modifiers.HasFlag(ConsoleModifiers.Control) && password.Length == 0:
                    terminal.Error.WriteLine();
                    return null;
                case ConsoleKey.Backspace:
                    password.Length = Math.Max(0, password.Length - 1);
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                        password.Append(key.KeyChar);
                    break;
            }
        }

        terminal.Error.WriteLine();
        return null;
    }
}
