using System.CommandLine;
using ImmuFunctions.Cli.Auditing;
using ImmuFunctions.Cli.Shell;
using ImmuFunctions.Cli.Stores;

namespace ImmuFunctions.Cli.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    private const string Purpose = "Tamper-evident ledgers: reads and writes that are verified, accounts, audits, stores.";

    /// <summary>Makes the tree.</summary>
    /// <param name="host">What the commands share.</param>
    public static RootCommand Create(CommandHost host)
    {
        var root = new RootCommand(Purpose);
        foreach (Option option in host.Options.All)
            root.Add(option);
        foreach (Command command in Commands(host).Concat(ShellCommands.All(host, root)))
            root.Add(command);
        ExampleHelp.AddTo(root);
        return root;
    }

    /// <summary>A command's names from the program's on: <c>immu user list</c>.</summary>
    public static IReadOnlyList<string> PathOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? symbol = command; symbol is Command named; symbol = named.Parents.FirstOrDefault())
            names.Insert(0, named is RootCommand ? "immu" : named.Name);
        return names;
    }

    private static IEnumerable<Command> Commands(CommandHost host) =>
    [
        .. WriteCommands.All(host),
        .. ReadCommands.All(host),
        .. ListCommands.All(host),
        .. ProofCommands.All(host),
        .. SessionCommands.All(host),
        .. UserCommands.All(host),
        .. DatabaseCommands.All(host),
        .. ServerCommands.All(host),
        .. AuditCommands.All(host),
        .. StoreCommands.All(host),
    ];
}
