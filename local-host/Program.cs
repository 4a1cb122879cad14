using System.CommandLine;
using ImmuFunctions.LocalHost;
using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.Service.Hosting;

// Exit codes: docs/errors.md.
const int Served = 0;
const string Purpose = "Serves a tamper-evident ledger to immudb 0.8 clients over gRPC. Flags can also be set as IMMUDB_<NAME> in the environment or in a TOML file (--config).";

// The server handles SIGTERM and SIGINT itself and takes its time to drain; the parser must not cut that short.
return await CommandLine.Create(Purpose, HostSettings.All, ServeAsync).Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static Task<int> ServeAsync(IReadOnlyDictionary<string, string> flags, CancellationToken cancellationToken) => ProgramRun.RunAsync(async () =>
{
    await LedgerServer.RunAsync(await ServerOptions.ReadAsync(flags, Environment.GetEnvironmentVariable, Console.Error), cancellationToken);
    return Served;
});
