using System.Text.RegularExpressions;
using ImmuFunctions.EndToEnd.Tests.Clients;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Readme;

/// <summary>The commands that the README asks a newcomer to type, typed.</summary>
public sealed partial class TryItTests
{
    [Fact]
    public async Task TryIt_AsWritten_VerifiesAndThenRefusesTheChangedFile()
    {
        using var folder = new TemporaryFolder();
        var commands = TryIt().Match(await File.ReadAllTextAsync(RepositoryRoot.File("README.md"))).Groups["commands"].Value;

        // The variables keep the test off the reader's own folder and port, and on what this run has built.
        var (_, output) = await ExternalProgram.RunAsync(
            RepositoryRoot.Path,
            "env",
            $"IMMUDB_DIR={folder.Path}",
            $"IMMUDB_PORT={FreePort.Next()}",
            $"Configuration={BuiltConfiguration}",
            "bash",
            "-c",
            commands);

        Assert.Contains("All writes verified. The ledger has 300 entries", output, StringComparison.Ordinal);
        Assert.Contains("error: defaultdb/log/00000000000000000000.seg was changed", output, StringComparison.Ordinal);
    }

    // bin/<configuration>/net10.0/
    private static string BuiltConfiguration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    [GeneratedRegex("```bash\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex TryIt();
}
