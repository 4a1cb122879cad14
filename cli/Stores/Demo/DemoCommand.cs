using System.CommandLine;
using ImmuFunctions.Cli.Commands;

namespace ImmuFunctions.Cli.Stores.Demo;

/// <summary><c>immu demo</c>.</summary>
internal static class DemoCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandHost host)
    {
        var keep = new Option<string?>("--keep") { Description = "An empty folder to leave everything in; without it a temporary one that goes at the end.", HelpName = "folder" };
        return host.Command(
            "demo", "See it work in a few seconds: a ledger, real data, proofs, a receipt checked offline, and a byte changed on disk that is caught.",
            "immu demo", [keep],
            async run =>
            {
                string? kept = run.Value(keep);
                if (kept is not null && Directory.Exists(kept) && Directory.EnumerateFileSystemEntries(kept).Any())
                    throw Output.FailureException.WrongUse($"{kept} is not empty");
                string folder = kept is null ? Directory.CreateTempSubdirectory("immu-demo-").FullName : Directory.CreateDirectory(kept).FullName;
                try
                {
                    using var story = new Story(run.Terminal);
                    await new DemoRun(story, run.Terminal, folder, kept is not null).RunAsync(run.CancellationToken);
                    return 0;
                }
                finally
                {
                    if (kept is null)
                        Directory.Delete(folder, recursive: true);
                }
            });
    }
}
