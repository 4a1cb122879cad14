using Xunit;

namespace ImmuFunctions.Architecture.Tests;

/// <summary>The SDK runs where there is no ASP.NET Core: in console and desktop programs, and trimmed.</summary>
public sealed class PlainRuntimeTests
{
    [Fact]
    public void AspNetCore_OfWhatTheClientReaches_IsNone()
    {
        IReadOnlyList<ProjectFile> reached = Reached("client");

        Assert.Equal(["client", "core", "protocol"], reached.Select(project => project.Folder).Order());
        Assert.Empty(reached.SelectMany(project => project.AspNetCore));
    }

    [Theory]
    [InlineData("grpc-server")]
    [InlineData("local-host")]
    public void AspNetCore_OfServers_IsFound(string folder) => Assert.NotEmpty(Reached(folder).SelectMany(project => project.AspNetCore));

    /// <summary>The project of a folder and all that it references, directly or not.</summary>
    private static List<ProjectFile> Reached(string folder)
    {
        List<ProjectFile> reached = [ProjectFile.All.Single(project => project.Folder == folder)];
        for (int i = 0; i < reached.Count; i++)
            reached.AddRange(reached[i].ProjectReferences.Select(path => ProjectFile.All.Single(project => project.Path == path)).Except(reached));
        return reached;
    }
}
