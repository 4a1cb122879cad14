using Xunit;

namespace ImmuFunctions.Simulation.Tests.Running;

/// <summary>The mistakes that the simulator is tried on can still be made.</summary>
public sealed class MutantTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Patches =>
        [.. Directory.EnumerateFiles(Path.Join(Root, "tests", "simulator", "mutants"), "*.patch").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Patches))]
    public void Patch_OfAMistake_FitsTheSources(string patch)
    {
        (string file, string before)[] hunks = [.. Hunks(File.ReadAllLines(Path.Join(Root, "tests", "simulator", "mutants", patch)))];

        Assert.NotEmpty(hunks);
        Assert.All(hunks, hunk => Assert.Contains(hunk.before, File.ReadAllText(Path.Join(Root, hunk.file)), StringComparison.Ordinal));
    }

    [Fact]
    public void Patches_ThereAreSome() => Assert.True(Patches.Count >= 8);

    // What each hunk of a unified diff expects to find, with its file.
    private static IEnumerable<(string File, string Before)> Hunks(string[] lines)
    {
        string file = "";
        List<string>? hunk = null;
        foreach (string line in lines)
        {
            if (line.StartsWith("--- a/", StringComparison.Ordinal))
                file = line["--- a/".Length..];
            if (line.StartsWith("@@", StringComparison.Ordinal) || line.StartsWith("diff ", StringComparison.Ordinal))
            {
                if (hunk is not null)
                    yield return (file, string.Join('\n', hunk));
                hunk = line.StartsWith("@@", StringComparison.Ordinal) ? [] : null;
            }
            else if (hunk is not null && line.Length > 0 && line[0] is ' ' or '-')
            {
                hunk!.Add(line[1..]);
            }
        }

        if (hunk is not null)
            yield return (file, string.Join('\n', hunk));
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Join(folder.FullName, "ImmuFunctions.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"no ImmuFunctions.sln above {AppContext.BaseDirectory}");
    }
}
