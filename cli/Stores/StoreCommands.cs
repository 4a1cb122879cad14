using System.CommandLine;
using ImmuFunctions.Cli.Commands;

namespace ImmuFunctions.Cli.Stores;

/// <summary>The commands that touch a store itself.</summary>
internal static class StoreCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All(CommandHost host) =>
    [
        AuditCommand.Create(host),
        .. BackupCommands.All(host),
        VerifyCommand.Create(host),
        ImportCommand.Create(host),
        ExportCommand.Create(host),
    ];
}
