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
    public IEnumerable<string> References => _xml.Descendants("ProjectReference")
        .Select(reference => Resolve(reference.Attribute("Include")!.Value))
        .Select(TopFolder)
        .Where(folder => folder != Folder)
        .Distinct();

    public override string ToString() => Path;

    private static string TopFolder(string path) => path.Split('/')[0];

    private string Resolve(string include)
    {
        var folder = System.IO.Path.GetDirectoryName(Repository.FullPath(Path))!;
        var target = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, include.Replace('\\', '/')));
        return System.IO.Path.GetRelativePath(Repository.Root, target).Replace('\\', '/');
    }
}
