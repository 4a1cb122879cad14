using System.Text.RegularExpressions;
using ImmuFunctions.EndToEnd.Tests.Clients;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Readme;

/// <summary>Types what the README says.</summary>
internal static class ReadmeCommands
{
    /// <summary>Runs a block of the README with bash; what was printed.</summary>
    /// <param name="block">Finds it; its group <c>commands</c> is what is typed.</param>
    /// <param name="folder">Where the ledger's data go.</param>
    public static async Task<string> TypeAsync(Regex block, string folder)
    {
        string commands = block.Match(await File.ReadAllTextAsync(RepositoryRoot.File("README.md"))).Groups["commands"].Value;

        // The variables keep the test off the reader's own folder and port, and on what this run has built.
        var (_, output) = await ExternalProgram.RunAsync(
            RepositoryRoot.Path,
            "env",
            $"IMMUDB_DIR={folder}",
            $"XDG_DATA_HOME={folder}/remembered",
            $"IMMUDB_PORT={FreePort.Next()}",
            $"Configuration={BuiltConfiguration}",
            "bash",
            "-c",
            commands);
        return output;
    }

    // bin/<configuration>/net10.0/
    private static string BuiltConfiguration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
