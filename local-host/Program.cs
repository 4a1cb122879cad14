using System.CommandLine;
using ImmuFunctions.Ledger;
using ImmuFunctions.LocalHost;
using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Hosting;
using ImmuFunctions.Service.Rpc;

// Exit codes: docs/errors.md.
const int Served = 0;
const int WrongSettings = 2;
const string Purpose = "Serves a tamper-evident ledger to immudb 0.8 clients over gRPC. Flags can also be set as IMMUDB_<NAME> in the environment or in a TOML file (--config).";

// The server handles SIGTERM and SIGINT itself and takes its time to drain; the parser must not cut that short.
return await CommandLine.Create(Purpose, HostSettings.All, ServeAsync).Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static async Task<int> ServeAsync(IReadOnlyDictionary<string, string> flags, CancellationToken cancellationToken)
{
    try
    {
        var withoutFile = new SettingValues(flags, Environment.GetEnvironmentVariable, new Dictionary<string, string>());
        IReadOnlyDictionary<string, string> file = withoutFile.Text(HostSettings.Config) is { Length: > 0 } path
            ? ConfigurationFile.Read(path)
            : new Dictionary<string, string>();
        foreach (string key in ConfigurationFile.Unknown(file))
            await Console.Error.WriteLineAsync($"warning: the configuration file has the key '{key}', which this host does not know");
        ServerOptions options = ServerOptions.From(new SettingValues(flags, Environment.GetEnvironmentVariable, file));
        await LedgerServer.RunAsync(options, cancellationToken);
        return Served;
    }
    catch (SettingException e)
    {
        return await FailAsync(e.Message, WrongSettings);
    }
    catch (LedgerException e)
    {
        return await FailAsync(e.Message, StatusMap.ToExitCode(LedgerFaults.CodeOf(e.Kind)));
    }
    catch (IOException e)
    {
        return await FailAsync(e.Message, StatusMap.ToExitCode(StatusCode.Unavailable));
    }
}

static async Task<int> FailAsync(string message, int code)
{
    await Console.Error.WriteLineAsync($"error: {message}");
    return code;
}
