using System.Text.RegularExpressions;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Readme;

/// <summary>The commands that the README asks a newcomer to type, typed.</summary>
public sealed partial class TryItTests
{
    [Fact]
    public async Task Demo_AsWritten_HappensAsTold()
    {
        using var folder = new TemporaryFolder();

        string output = await ReadmeCommands.TypeAsync(Demo(), folder.Path);

        Assert.Contains("All of it happened as told", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryIt_AsWritten_VerifiesAndThenRefusesTheChangedFile()
    {
        using var folder = new TemporaryFolder();

        string output = await ReadmeCommands.TypeAsync(Block(), folder.Path);

        Assert.Contains("All writes verified. The ledger has 300 entries", output, StringComparison.Ordinal);
        Assert.Contains("error: defaultdb/log/00000000000000000000.seg was changed: no frame can be read at byte 8842, from entry 53 on", output, StringComparison.Ordinal);
    }

    // The first commands that the README has.
    [GeneratedRegex("```bash\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Demo();

    [GeneratedRegex("```bash\n(?<commands>dotnet build.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
