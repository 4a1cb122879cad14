using System.CommandLine;

namespace ImmuFunctions.Cli.Shell;

/// <summary>What a line may go on with, from the tree of commands.</summary>
internal static class Completions
{
    /// <summary>The words that the line's last one may become.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="line">What is typed, without the program's name.</param>
    public static IReadOnlyList<string> Of(RootCommand root, string line)
    {
        (Command command, string typed, int arguments) = Reached(root, line);
        if (typed.StartsWith('-'))
            return [.. Options(command).Where(name => name.StartsWith(typed, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        IEnumerable<string> names = arguments > 0
            ? []
            : command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);
        if (command.Arguments.ElementAtOrDefault(arguments) is { } argument)
            names = names.Concat(argument.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(item => item.Label));
        return [.. names.Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Distinct().Order(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The argument that the line's last word is for; null if it is for none.</summary>
    public static (Argument? Argument, string Typed) ArgumentOf(RootCommand root, string line)
    {
        (Command command, string typed, int arguments) = Reached(root, line);
        return (typed.StartsWith('-') ? null : command.Arguments.ElementAtOrDefault(arguments), typed);
    }

    private static (Command Command, string Typed, int Arguments) Reached(RootCommand root, string line)
    {
        List<string> words = [.. (Words.Split(line) ?? Words.Split(line + '"') ?? Words.Split(line + '\'') ?? [])];
        string typed = line.Length > 0 && !char.IsWhiteSpace(line[^1]) && words.Count > 0 ? words[^1] : "";
        if (typed.Length > 0)
            words.RemoveAt(words.Count - 1);
        Command command = root;
        int arguments = 0;
        for (int i = 0; i < words.Count; i++)
        {
            if (words[i].StartsWith('-') && words[i].Length > 1)
            {
                // The next word is the option's, unless the option is a switch.
                if (Find(command, words[i]) is { } option && option.ValueType != typeof(bool))
                    i++;
            }
            else if (arguments == 0 && command.Subcommands.FirstOrDefault(c => IsCalled(c, words[i])) is { } next)
            {
                command = next;
            }
            else
            {
                arguments++;
            }
        }

        return (command, typed, arguments);
    }

    private static bool IsCalled(Command command, string word) =>
        string.Equals(command.Name, word, StringComparison.OrdinalIgnoreCase) || command.Aliases.Contains(word);

    private static Option? Find(Command command, string name) => All(command).FirstOrDefault(o => o.Name == name || o.Aliases.Contains(name));

    private static IEnumerable<string> Options(Command command) => All(command).Where(o => !o.Hidden).Select(o => o.Name);

    private static IEnumerable<Option> All(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(All).Where(o => o.Recursive));
}
