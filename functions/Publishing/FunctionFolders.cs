using ImmuFunctions.Functions.Endpoints;

namespace ImmuFunctions.Functions.Publishing;

/// <summary>What lies beside the executable in a deployment: one folder per function, with nothing in it but its declaration.</summary>
internal static class FunctionFolders
{
    /// <summary>The declarations of all functions: path below the deployment's root, with forward slashes, and content.</summary>
    public static IEnumerable<(string Path, byte[] Content)> All() =>
    [
        .. FunctionTable.Http.Select(function => (PathOf(function.Name), FunctionJson.Of(function))),
        .. FunctionTable.Timers.Select(function => (PathOf(function.Name), FunctionJson.Of(function))),
    ];

    /// <summary>Writes them. Folders of functions that are no more are removed, other files are left alone.</summary>
    /// <param name="root">Folder of the executable; made if it is not there.</param>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static void Write(string root)
    {
        Directory.CreateDirectory(root);
        foreach (string folder in Directory.EnumerateDirectories(root).Where(IsOurs).ToList())
            Directory.Delete(folder, recursive: true);
        foreach ((string path, byte[] content) in All())
        {
            string file = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
    }

    private static bool IsOurs(string folder) => Directory.EnumerateFileSystemEntries(folder).All(entry => Path.GetFileName(entry) == FunctionJson.FileName);

    private static string PathOf(string function) => $"{function}/{FunctionJson.FileName}";
}
