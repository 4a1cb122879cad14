using System.Text;

namespace ImmuFunctions.Cli.Shell;

/// <summary>The words of a line.</summary>
internal static class Words
{
    /// <summary>Splits a line at white space. Quotes, single or double, keep it together; a backslash takes the next character as it is, except in single quotes.</summary>
    /// <param name="line">From anywhere.</param>
    /// <returns>Null if a quote does not end.</returns>
    public static IReadOnlyList<string>? Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool isInWord = false;
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char letter = line[i];
            if (letter == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                word.Append(line[++i]);
                isInWord = true;
            }
            else if (quote != '\0')
            {
                if (letter == quote)
                    quote = '\0';
                else
                    word.Append(letter);
            }
            else if (letter is '"' or '\'')
            {
                quote = letter;
                isInWord = true;
            }
            else if (!char.IsWhiteSpace(letter))
            {
                word.Append(letter);
                isInWord = true;
            }
            else if (isInWord)
            {
                words.Add(word.ToString());
                word.Clear();
                isInWord = false;
            }
        }

        if (isInWord)
            words.Add(word.ToString());
        return quote == '\0' ? words : null;
    }

    /// <summary>A word as it is typed so that <see cref="Split"/> gives it back.</summary>
    public static string Quote(string word)
    {
        if (word.Length > 0 && !word.Any(c => char.IsWhiteSpace(c) || c is '"' or '\'' or '\\'))
            return word;
        return $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
