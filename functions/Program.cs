using System.CommandLine;
using ImmuFunctions.Functions.Auditing;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Functions.Options;
using ImmuFunctions.Functions.Publishing;
using ImmuFunctions.Service.Hosting;

// Exit codes: docs/errors.md.
const int Served = 0;
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

static Task<int> RunAsync(IReadOnlyDictionary<string, string> flags, Func<FunctionOptions, Task<int>> run) => ProgramRun.RunAsync(() =>
{
    var values = new SettingValues(flags, Environment.GetEnvironmentVariable, new Dictionary<string, string>());
    return run(FunctionOptions.From(values, Environment.GetEnvironmentVariable));
});
