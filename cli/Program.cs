using ImmuFunctions.Cli;

// Exit codes: docs/errors.md.
return await ImmuProgram.RunAsync(args, Terminal.OfThisProcess());
