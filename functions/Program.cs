using System.CommandLine;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Functions.Options;
using ImmuFunctions.Functions.Publishing;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Hosting;
using ImmuFunctions.Service.Rpc;

// Exit codes: docs/errors.md.
const int Served = 0;
const int WrongSettings = 2;
const string Purpose = "Serves a tamper-evident ledger over HTTP: alone, or as the custom handler of an Azure Functions app. Flags can also be set as IMMUDB_<NAME> in the environment.";

RootCommand command = CommandLine.Create(Purpose, FunctionSettings.All, ServeAsync);
command.Add(WriteFunctions());
// The server handles SIGTERM and SIGINT itself and takes its time to drain; the parser must not cut that short.
return await command.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });

static Command WriteFunctions()
{
    var folder = new Argument<string>("folder") { Description = "Where the executable lies." };
    var write = new Command("write-functions", "Writes the declarations of all functions, for the Azure Functions host: <folder>/<function>/function.json.") { folder };
    write.SetAction(given => FunctionFolders.Write(given.GetValue(folder)!));
    return write;
}

static async Task<int> ServeAsync(IReadOnlyDictionary<string, string> flags, CancellationToken cancellationToken)
{
    try
    {
        var values = new SettingValues(flags, Environment.GetEnvironmentVariable, new Dictionary<string, string>());
        await FunctionHost.RunAsync(FunctionOptions.From(values, Environment.GetEnvironmentVariable), cancellationToken);
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
