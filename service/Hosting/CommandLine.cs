using System.CommandLine;

namespace ImmuFunctions.Service.Hosting;

/// <summary>The command line: one flag per setting.</summary>
public static class CommandLine
{
    /// <summary>Makes the root command.</summary>
    /// <param name="description">What the program does, for the help text.</param>
    /// <param name="settings">Its flags.</param>
    /// <param name="run">Runs the host with the values from the command line; its result is the exit code.</param>
    public static RootCommand Create(string description, IReadOnlyList<Setting> settings, Func<IReadOnlyDictionary<string, string>, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand(description);
        Complete(command, settings, run);
        return command;
    }

    /// <summary>Makes a command beside the root, with flags of its own.</summary>
    /// <param name="name">What it is called on the command line.</param>
    /// <param name="description">What it does, for the help text.</param>
    /// <param name="settings">Its flags.</param>
    /// <param name="run">Does it with the values from the command line; its result is the exit code.</param>
    public static Command CreateSub(
        string name, string description, IReadOnlyList<Setting> settings, Func<IReadOnlyDictionary<string, string>, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        Complete(command, settings, run);
        return command;
    }

    private static void Complete(Command command, IReadOnlyList<Setting> settings, Func<IReadOnlyDictionary<string, string>, CancellationToken, Task<int>> run)
    {
        Dictionary<Setting, Option<string>> options = settings.ToDictionary(s => s, OptionFor);
        foreach (Option<string> option in options.Values)
            command.Add(option);

        command.SetAction((parsed, cancellationToken) =>
        {
            var flags = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach ((Setting setting, Option<string> option) in options)
            {
                if (parsed.GetResult(option) is { Implicit: false })
                    flags[setting.Name] = parsed.GetValue(option) ?? "true";
            }

            return run(flags, cancellationToken);
        });
    }

    private static Option<string> OptionFor(Setting setting)
    {
        string description = setting.Default is null ? setting.Description : $"{setting.Description} [default: {setting.Default}]";
        var option = new Option<string>("--" + setting.Name, setting.Letter is null ? [] : [setting.Letter])
        {
            Description = description,
            Arity = setting.IsSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            HelpName = setting.IsSwitch ? "true|false" : "value",
        };
        return option;
    }
}
