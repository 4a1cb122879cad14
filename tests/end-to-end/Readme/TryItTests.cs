using System.Text.RegularExpressions;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Readme;

/// <summary>The commands that the README asks a newcomer to type, typed.</summary>
public sealed partial class TryItTests
{
    [Fact]
    public async Task TryIt_AsWritten_VerifiesAndThenRefusesTheChangedFile()
    {
        using var folder = new TemporaryFolder();

        string output = await ReadmeCommands.TypeAsync(Block(), folder.Path);

        Assert.Contains("All writes verified. The ledger has 300 entries", output, StringComparison.Ordinal);
        Assert.Contains("error: defaultdb/log/00000000000000000000.seg was changed", output, StringComparison.Ordinal);
    }

    [GeneratedRegex("```bash\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
