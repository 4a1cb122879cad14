using System.Text.RegularExpressions;
using Xunit;

namespace ImmuFunctions.Architecture.Tests;

/// <summary>Who may reference whom. The csproj files are read, so a wrong reference fails even where nothing uses it.</summary>
public sealed partial class ProjectGraphTests
{
    private static readonly Dictionary<string, string[]> Graph = new(StringComparer.Ordinal)
    {
        ["core"] = [],
        ["ledger"] = ["core"],
        ["azure"] = ["ledger"],
        ["protocol"] = [],
        ["grpc-server"] = ["protocol"],
        ["service"] = ["ledger", "protocol"],
        ["local-host"] = ["service", "azure", "grpc-server"],
        ["functions"] = ["service", "azure", "client"],
        ["client"] = ["core", "protocol"],
        ["cli"] = ["client", "local-host"],
    };

    private static readonly string[] MayReferenceAnything = ["tests", "bench", "samples"];

    public static TheoryData<string> Folders =>
        [.. ProjectFile.All.Select(project => project.Folder).Distinct().Except(MayReferenceAnything)];

    [Theory, MemberData(nameof(Folders))]
    public void References_OfFolder_AreExactlyTheGraphs(string folder)
    {
        var existing = ProjectFile.All.Select(project => project.Folder).ToHashSet();
        var actual = ProjectFile.All.Where(project => project.Folder == folder).SelectMany(project => project.References).ToHashSet();

        Assert.True(Graph.TryGetValue(folder, out var listed), $"The folder {folder} has a project but no place in the graph.");
        Assert.Equal(listed.Where(existing.Contains).Order(), actual.Order());
    }

    [Fact]
    public void Packages_OfCore_AreAnalyzersOnly()
    {
        Assert.All(
            ProjectFile.All.Where(project => project.Folder == "core").SelectMany(project => project.Packages),
            package => Assert.True(
                package.Attribute("Include")!.Value.Contains("Analyzer", StringComparison.Ordinal)
                && package.Attribute("PrivateAssets")?.Value == "all",
                $"The core takes no packages: {package}"));
    }

    [Fact]
    public void Packages_OfEveryProject_HaveCentralVersions()
    {
        Assert.All(ProjectFile.All, project => Assert.All(project.Packages, package =>
        {
            Assert.Null(package.Attribute("Version") ?? package.Attribute("VersionOverride"));
            Assert.Null(package.Element("Version") ?? package.Element("VersionOverride"));
        }));
    }

    [Fact]
    public void Solution_Projects_AreExactlyThoseInTheTree()
    {
        var solution = File.ReadAllText(Repository.FullPath(Repository.SolutionName));
        var listed = ProjectPath().Matches(solution).Select(match => match.Groups[1].Value.Replace('\\', '/'));

        Assert.Equal(ProjectFile.All.Select(project => project.Path), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectPath();
}
