using Xunit;

namespace ImmuFunctions.Architecture.Tests;

/// <summary>House rules a file can break by itself.</summary>
public sealed class SourceFileTests
{
    private const int MaxLines = 400;

    [Fact]
    public void Files_CSharp_HaveOneIdeaEach()
    {
        Assert.All(Repository.Files(".cs"), path =>
        {
            var lines = File.ReadLines(Repository.FullPath(path)).Count();
            Assert.True(lines <= MaxLines, $"{path} has {lines} lines: look for the second idea inside.");
        });
    }

    [Fact]
    public void Files_CSharp_HaveNoRegions()
    {
        Assert.All(Repository.Files(".cs"), path =>
            Assert.DoesNotContain(File.ReadLines(Repository.FullPath(path)), line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal)));
    }

    [Fact]
    public void Files_CSharp_AreFound()
    {
        Assert.Contains("tests/architecture/SourceFileTests.cs", Repository.Files(".cs"));
    }
}
