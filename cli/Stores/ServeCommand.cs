using System.CommandLine;
using ImmuFunctions.LocalHost;
using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Cli.Stores;

/// <summary><c>immu serve</c>: the local host in this process, with its own flags.</summary>
internal static class ServeCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => CommandLine.CreateSub(
        "serve", "Serve a ledger over gRPC: the local host, with its flags, IMMUDB_<NAME> in the environment and TOML file.", HostSettings.All,
        (flags, cancellationToken) => ProgramRun.RunAsync(async () =>
        {
            await LedgerServer.RunAsync(await ServerOptions.ReadAsync(flags, Environment.GetEnvironmentVariable, Console.Error), cancellationToken);
            return 0;
        }));
}
