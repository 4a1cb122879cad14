using System.CommandLine;
using System.Text;
using ImmuFunctions.Cli.Commands;

namespace ImmuFunctions.Cli.Shell;

/// <summary>The commands around the commands: the shell, completions, help.</summary>
internal static class ShellCommands
{
    /// <summary>All of them.</summary>
    /// <param name="host">What they share.</param>
    /// <param name="root">The tree they become part of.</param>
    public static IEnumerable<Command> All(CommandHost host, RootCommand root) => [Shell(host, root), Completion(host), Complete(host, root), Help(host, root)];

    private static Command Shell(CommandHost host, RootCommand root) => host.Command(
        "shell", "Type commands one after the other, over one connection; or read them, a line each, from the input.", "immu shell --server immu://127.0.0.1:3322", [],
        run => new ImmuShell(host, root).RunAsync(run.Given, run.CancellationToken),
        "it", "cli-mode");

    private static Command Completion(CommandHost host)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        return host.Command(
            "completion", "Print the script that makes a shell complete immu's commands.", "source <(immu completion bash)", [shell],
            async run =>
            {
                await run.Terminal.Output.WriteAsync(Encoding.UTF8.GetBytes(CompletionScripts.For(run.Value(shell))), run.CancellationToken);
                return 0;
            });
    }

    private static Command Complete(CommandHost host, RootCommand root)
    {
        var line = new Argument<string>("line") { Description = "What is typed, without the program's name." };
        Command command = host.Command(
            "complete", "Print what a line may go on with; for completion scripts.", "immu complete -- 'user cr'", [line],
            async run =>
            {
                string candidates = string.Concat(Completions.Of(root, run.Value(line)).Select(word => word + "\n"));
                await run.Terminal.Output.WriteAsync(Encoding.UTF8.GetBytes(candidates), run.CancellationToken);
                return 0;
            });
        command.Hidden = true;
        return command;
    }

    private static Command Help(CommandHost host, RootCommand root)
    {
        var names = new Argument<string[]>("command") { Description = "The command. [default: all]", Arity = ArgumentArity.ZeroOrMore };
        return host.Command(
            "help", "Say what a command does and how it is used.", "immu help user create", [names],
            run => ImmuProgram.RunAsync(host, root, [.. run.Given.GetValue(names) ?? [], "--help"], run.CancellationToken));
    }
}
