using System.CommandLine;
using ImmuFunctions.Functions.Auditing;
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
command.Add(CommandLine.CreateSub("audit", "Audits the ledger once, from its store, and says what was found: exit code 0 if it passed, 7 if it was tampered with, 6 if it could not be done.", FunctionSettings.All, AuditAsync));
// The server handles SIGTERM and SIGINT itself and takes its time to drain; the parser must not cut that short.
return await command.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });

static Command WriteFunctions()
{
    var folder = new Argument<string>("folder") { Description = "Where the executable lies." };
    var write = new Command("write-functions", "Writes the declarations of all functions, for the Azure Functions host: <folder>/<function>/function.json.") { folder };
    write.SetAction(given => FunctionFolders.Write(given.GetValue(folder)!));
    return write;
}

static Task<int> ServeAsync(IReadOnlyDictionary<string, string> flags, CancellationToken cancellationToken) => RunAsync(flags, async options =>
{
    await FunctionHost.RunAsync(options, cancellationToken);
    return Served;
});

static Task<int> AuditAsync(IReadOnlyDictionary<string, string> flags, CancellationToken cancellationToken) =>
    RunAsync(flags, options => AuditCommand.RunAsync(options, Console.Out, cancellationToken));

static async Task<int> RunAsync(IReadOnlyDictionary<string, string> flags, Func<FunctionOptions, Task<int>> run)
{
    try
    {
        var values = new SettingValues(flags, Environment.GetEnvironmentVariable, new Dictionary<string, string>());
        return await run(FunctionOptions.From(values, Environment.GetEnvironmentVariable));
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
