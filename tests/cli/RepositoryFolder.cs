namespace ImmuFunctions.Cli.Tests;

/// <summary>The repository that the tests are of.</summary>
internal static class RepositoryFolder
{
    /// <summary>Its folder.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "ImmuFunctions.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
