using System.CommandLine;
using ImmuFunctions.Bench.Commands;

var root = new RootCommand("Measures ImmuFunctions on this machine.");
foreach (Command command in BenchmarkCommands.All())
    root.Add(command);
return await root.Parse(args).InvokeAsync();
