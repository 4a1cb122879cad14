namespace ImmuFunctions.Architecture.Tests;

/// <summary>The source tree this test was built from.</summary>
internal static class Repository
{
    public const string SolutionName = "ImmuFunctions.sln";

    private static readonly string[] NotSource = ["bin", "obj", "artifacts", "node_modules", "TestResults"];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths of all source files with this extension, relative to the root, with forward slashes.</summary>
    public static string[] Files(string extension) =>
        [.. Walk(new DirectoryInfo(Root))
            .Where(file => file.Extension == extension)
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    public static string FullPath(string relative) => Path.Combine(Root, relative);

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(IsSource).SelectMany(Walk));

    private static bool IsSource(DirectoryInfo folder) =>
        !folder.Name.StartsWith('.') && !NotSource.Contains(folder.Name) && folder.LinkTarget is null;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, SolutionName))) return folder.FullName;
        }

        throw new InvalidOperationException($"No {SolutionName} above {AppContext.BaseDirectory}.");
    }
}
