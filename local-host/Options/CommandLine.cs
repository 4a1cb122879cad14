using System.CommandLine;

namespace ImmuFunctions.LocalHost.Options;

/// <summary>The command line: one flag per setting.</summary>
internal static class CommandLine
{
    /// <summary>Makes the root command.</summary>
    /// <param name="run">Runs the host with the values from the command line; its result is the exit code.</param>
    public static RootCommand Create(Func<IReadOnlyDictionary<string, string>, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand("Serves a tamper-evident ledger to immudb 0.8 clients over gRPC. Flags can also be set as IMMUDB_<NAME> in the environment or in a TOML file (--config).");
        Dictionary<Setting, Option<string>> options = HostSettings.All.ToDictionary(s => s, OptionFor);
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
        return command;
    }

    private static Option<string> OptionFor(Setting setting)
    {
        string description = setting.Default is null ? setting.Description : $"{setting.Description} [default: {setting.Default}]";
        var option = new Option<string>("--" + setting.Name, setting.Short is null ? [] : [setting.Short])
        {
            Description = description,
            Arity = setting.IsSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            HelpName = setting.IsSwitch ? "true|false" : "value",
        };
        return option;
    }
}
