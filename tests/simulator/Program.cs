using ImmuFunctions.Simulator.Commands;

try
{
    RunOptions options = RunOptions.Parse(args);
    return options.Jobs > 1 ? await SharedRun.RunAsync(options, Console.Out) : SeedRunner.Run(options, Console.Out);
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
