namespace ImmuFunctions.Azure.Azurite;

/// <summary>Finds programs as a shell does.</summary>
/// <param name="searchPath">Folders, divided as in PATH.</param>
internal sealed class Executables(string searchPath)
{
    private static readonly string[] Endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];

    /// <returns>Full path, or null if there is none.</returns>
    public string? Find(string name) =>
        (from folder in searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
         from ending in Endings
         let file = Path.Combine(folder, name + ending)
         where File.Exists(file)
         select Path.GetFullPath(file)).FirstOrDefault();
}
