namespace ImmuFunctions.EndToEnd.Tests.Hosting;

/// <summary>Finds the checkout that the running tests were built from.</summary>
internal static class RepositoryRoot
{
    /// <summary>Folder that holds the solution.</summary>
    public static string Path { get; } = Find();

    /// <summary>A path inside the checkout.</summary>
    public static string File(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(System.IO.Path.Combine(folder.FullName, "ImmuFunctions.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds ImmuFunctions.sln.");
    }
}
