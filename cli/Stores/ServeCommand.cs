using System.CommandLine;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.LocalHost;
using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Cli.Stores;

/// <summary><c>immu serve</c>: the local host in this process, with its own flags.</summary>
internal static class ServeCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "serve";

    private const string Purpose = "Serve a ledger over gRPC: the local host, with its flags, IMMUDB_<NAME> in the environment and TOML file.";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command host = CommandLine.CreateSub(Name, Purpose, HostSettings.All, (flags, cancellationToken) => ProgramRun.RunAsync(async () =>
        {
            await LedgerServer.RunAsync(await ServerOptions.ReadAsync(flags, Environment.GetEnvironmentVariable, Console.Error), cancellationToken);
            return 0;
        }));
        var serve = new DescribedCommand(Name, Purpose, "immu serve --dir ./data --signingKey key.pem") { Action = host.Action };
        foreach (Option option in host.Options)
            serve.Add(option);
        return serve;
    }
}
