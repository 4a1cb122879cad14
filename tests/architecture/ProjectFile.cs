using System.Xml.Linq;

namespace ImmuFunctions.Architecture.Tests;

/// <summary>A csproj as the rules see it.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument _xml;

    private ProjectFile(string path)
    {
        Path = path;
        _xml = XDocument.Load(Repository.FullPath(path));
    }

    public static IReadOnlyList<ProjectFile> All { get; } = [.. Repository.Files(".csproj").Select(path => new ProjectFile(path))];

    /// <summary>Relative to the repository's root, with forward slashes.</summary>
    public string Path { get; }

    /// <summary>The top-level folder, which is what the graph speaks of.</summary>
    public string Folder => TopFolder(Path);

    public IEnumerable<XElement> Packages => _xml.Descendants("PackageReference");

    /// <summary>Top-level folders of the projects referenced, its own left out.</summary>
    public IEnumerable<string> References => ProjectReferences
        .Select(TopFolder)
        .Where(folder => folder != Folder)
        .Distinct();

    /// <summary>Paths of the projects referenced.</summary>
    public IEnumerable<string> ProjectReferences => _xml.Descendants("ProjectReference")
        .Select(reference => Resolve(reference.Attribute("Include")!.Value));

    /// <summary>What it asks of ASP.NET Core by itself: the SDK, the shared framework, packages.</summary>
    public IEnumerable<string> AspNetCore => _xml.Root!.Attributes("Sdk")
        .Where(sdk => sdk.Value != "Microsoft.NET.Sdk")
        .Concat(_xml.Descendants("FrameworkReference").Concat(Packages).Attributes("Include")
            .Where(name => name.Value.StartsWith("Microsoft.AspNetCore", StringComparison.OrdinalIgnoreCase)))
        .Select(found => $"{Path}: {found}");

    public override string ToString() => Path;

    private static string TopFolder(string path) => path.Split('/')[0];

    private string Resolve(string include)
    {
        var folder = System.IO.Path.GetDirectoryName(Repository.FullPath(Path))!;
        var target = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, include.Replace('\\', '/')));
        return System.IO.Path.GetRelativePath(Repository.Root, target).Replace('\\', '/');
    }
}
