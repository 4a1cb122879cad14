using System.Text;

namespace ImmuFunctions.Cli.Shell;

/// <summary>One line that is being typed: takes keys, and has the text and the cursor's place. Knows nothing of a screen.</summary>
/// <param name="history">Earlier lines, oldest first.</param>
/// <param name="complete">What the text before the cursor may go on with: whole words for its last one.</param>
internal sealed class LineEditor(IReadOnlyList<string> history, Func<string, IReadOnlyList<string>> complete)
{
    private readonly StringBuilder _text = new();

    // Behind the last earlier line stands the new one.
    private int _place = history.Count;
    private string _unfinished = "";

    /// <summary>The line so far.</summary>
    public string Text => _text.ToString();

    /// <summary>Characters before the cursor.</summary>
    public int Cursor { get; private set; }

    /// <summary>What the last Tab found more than one of.</summary>
    public IReadOnlyList<string> Candidates { get; private set; } = [];

    /// <summary>Takes a key.</summary>
    public LineOutcome Press(ConsoleKeyInfo key)
    {
        bool isControl = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                return LineOutcome.Entered;
            case ConsoleKey.C when isControl:
                return LineOutcome.Cancelled;
            case ConsoleKey.D when isControl:
                return _text.Length == 0 ? LineOutcome.Ended : Delete(Cursor, 1);
            case ConsoleKey.Tab:
                return Complete();
            case ConsoleKey.Backspace:
                return Cursor == 0 ? LineOutcome.Editing : Delete(Cursor - 1, 1);
            case ConsoleKey.Delete:
                return Delete(Cursor, 1);
            case ConsoleKey.LeftArrow:
                return MoveTo(Cursor - 1);
            case ConsoleKey.RightArrow:
                return MoveTo(Cursor + 1);
            case ConsoleKey.Home:
            case ConsoleKey.A when isControl:
                return MoveTo(0);
            case ConsoleKey.End:
            case ConsoleKey.E when isControl:
                return MoveTo(_text.Length);
            case ConsoleKey.K when isControl:
                return Delete(Cursor, _text.Length);
            case ConsoleKey.U when isControl:
                return Delete(0, Cursor);
            case ConsoleKey.W when isControl:
                return DeleteWord();
            case ConsoleKey.UpArrow:
                return Recall(_place - 1);
            case ConsoleKey.DownArrow:
                return Recall(_place + 1);
            default:
                return isControl || char.IsControl(key.KeyChar) ? LineOutcome.Editing : Insert(key.KeyChar.ToString());
        }
    }

    private LineOutcome Insert(string text)
    {
        _text.Insert(Cursor, text);
        Cursor += text.Length;
        return LineOutcome.Editing;
    }

    private LineOutcome Delete(int from, int count)
    {
        _text.Remove(from, Math.Min(count, _text.Length - from));
        return MoveTo(Math.Min(from, Cursor));
    }

    private LineOutcome DeleteWord()
    {
        int from = Cursor;
        while (from > 0 && _text[from - 1] == ' ')
            from--;
        while (from > 0 && _text[from - 1] != ' ')
            from--;
        return Delete(from, Cursor - from);
    }

    private LineOutcome MoveTo(int place)
    {
        Cursor = Math.Clamp(place, 0, _text.Length);
        return LineOutcome.Editing;
    }

    private LineOutcome Recall(int place)
    {
        if (place < 0 || place > history.Count)
            return LineOutcome.Editing;
        if (_place == history.Count)
            _unfinished = Text;
        _place = place;
        _text.Clear().Append(place == history.Count ? _unfinished : history[place]);
        return MoveTo(_text.Length);
    }

    private LineOutcome Complete()
    {
        string before = Text[..Cursor];
        Candidates = complete(before);
        if (Candidates.Count == 0)
            return LineOutcome.Editing;
        string typed = before[(before.LastIndexOf(' ') + 1)..];
        string shared = Candidates.Aggregate(Shared);
        bool isLonger = shared.Length > typed.Length && shared.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
        if (isLonger || Candidates.Count == 1)
        {
            // What was typed in other cases becomes what the word is.
            Delete(Cursor - typed.Length, typed.Length);
            Insert(Candidates.Count == 1 ? shared + " " : shared);
            return LineOutcome.Editing;
        }

        return LineOutcome.Listing;
    }

    private static string Shared(string left, string right)
    {
        int length = 0;
        while (length < left.Length && length < right.Length && left[length] == right[length])
            length++;
        return left[..length];
    }
}
