namespace ImmuFunctions.Bench.Hosting;

/// <summary>Where an Azurite may be installed: the tests have one; without it npx fetches one.</summary>
internal static class AzuriteFolder
{
    /// <summary>Folder to search from.</summary>
    public static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string tests = Path.Combine(folder.FullName, "tests", "azure", "azurite");
            if (Directory.Exists(tests))
                return tests;
        }

        return AppContext.BaseDirectory;
    }
}
