using System.Text.RegularExpressions;

namespace ImmuFunctions.Infra.Tests;

/// <summary>A Bicep file of the repository, as far as the rules look into it. Its syntax is checked by a parser elsewhere.</summary>
internal sealed partial class BicepFile
{
    private BicepFile(string path)
    {
        Path = path;
        Text = File.ReadAllText(path);
    }

    /// <summary>Every file below <c>infra/</c>.</summary>
    public static IReadOnlyList<BicepFile> All { get; } =
        [.. Directory.EnumerateFiles(System.IO.Path.Combine(Root, "infra"), "*.bicep", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => new BicepFile(path))];

    /// <summary>What is deployed.</summary>
    public static BicepFile Main => Named("main.bicep");

    /// <summary>Folder that holds the solution.</summary>
    public static string Root
    {
        get
        {
            for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(System.IO.Path.Combine(folder.FullName, "ImmuFunctions.sln")))
                    return folder.FullName;
            }

            throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds ImmuFunctions.sln.");
        }
    }

    public string Path { get; }

    public string Text { get; }

    /// <summary>Names of its parameters; with whether they have a default.</summary>
    public IReadOnlyDictionary<string, bool> Parameters => Parameter().Matches(Text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Success);

    /// <summary>Types and API versions of its resources.</summary>
    public IEnumerable<string> Resources => Resource().Matches(Text).Select(match => match.Groups[1].Value);

    /// <summary>The modules it uses: file, and names of the parameters it gives.</summary>
    public IEnumerable<(string File, string[] Given)> Modules => Module().Matches(Text).Select(match =>
        (System.IO.Path.GetFileName(match.Groups[1].Value), Key().Matches(match.Groups[2].Value).Select(key => key.Groups[1].Value).ToArray()));

    public static BicepFile Named(string name) => All.Single(file => System.IO.Path.GetFileName(file.Path) == name);

    public override string ToString() => Path;

    [GeneratedRegex(@"^param (\w+) \w+( =)?", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^ *resource \w+ '([^']+@[^']+)'", RegexOptions.Multiline)]
    private static partial Regex Resource();

    [GeneratedRegex(@"^module \w+ '([^']+)' = \{(.*?)^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Module();

    [GeneratedRegex(@"^    (\w+):", RegexOptions.Multiline)]
    private static partial Regex Key();
}
