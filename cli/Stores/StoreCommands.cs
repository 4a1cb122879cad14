using System.CommandLine;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Stores.Demo;
using ImmuFunctions.Cli.Stores.Doctor;

namespace ImmuFunctions.Cli.Stores;

/// <summary>The commands that touch a store itself.</summary>
internal static class StoreCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All(CommandHost host) =>
    [
        DemoCommand.Create(host),
        ServeCommand.Create(),
        AuditCommand.Create(host),
        .. BackupCommands.All(host),
        DoctorCommand.Create(host),
        VerifyCommand.Create(host),
        ImportCommand.Create(host),
        ExportCommand.Create(host),
        BenchCommand.Create(host),
    ];
}
