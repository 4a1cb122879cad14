using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Cli.Stores.Doctor;

/// <summary>Whether a folder's files can be read and written, by this user and by anybody.</summary>
/// <remarks>The superuser may do what no permission allows, and a host seldom runs as that one: so the permissions themselves are looked at as well.</remarks>
internal static class FolderPermissions
{
    // The folder, its databases, and what lies in their folders; tiles, of which there are many, and which are made again, are not looked at.
    private static readonly EnumerationOptions Near = new() { RecurseSubdirectories = true, MaxRecursionDepth = 2, AttributesToSkip = FileAttributes.None };

    private static readonly (FileAccess Access, string Verb, UnixFileMode Anybody)[] Ways =
    [
        (FileAccess.Read, "read", UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead),
        (FileAccess.Write, "written", UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite),
    ];

    /// <summary>The files and folders that are looked at, the folder itself first.</summary>
    /// <param name="folder">It is there.</param>
    public static IEnumerable<string> PathsOf(string folder) => Directory.EnumerateFileSystemEntries(folder, "*", Near).Order(StringComparer.Ordinal).Prepend(folder);

    /// <summary>What is found.</summary>
    /// <param name="folder">It is there.</param>
    /// <param name="mayAccess">Whether this user may.</param>
    public static IEnumerable<Finding> Look(string folder, Func<string, FileAccess, bool> mayAccess)
    {
        string[] paths = [.. PathsOf(folder)];
        foreach ((FileAccess access, string verb, UnixFileMode anybody) in Ways)
        {
            string[] nobodys = [.. paths.Where(p => ModeOf(p) is { } mode && (mode & anybody) == 0)];
            string[] others = [.. paths.Except(nobodys).Where(p => !mayAccess(p, access) && Path.Exists(p))];
            if (nobodys.Length > 0)
                yield return new Finding(FindingSeverity.Problem, $"{Named(nobodys)} cannot be {verb} by anybody", $"chmod -R u+rwX {folder}");
            if (others.Length > 0)
                yield return new Finding(FindingSeverity.Problem, $"{Named(others)} cannot be {verb} by this user", "look whose it is, and how the disk is mounted; run this as the user that the host runs as");
        }

        foreach (string path in paths.Where(p => Path.GetDirectoryName(p) == folder && File.Exists(p) && DatabaseFolder.TryParse(Path.GetFileName(p), out _)))
            yield return new Finding(FindingSeverity.Problem, $"{path} is a file, where the folder of a database of that name would be", "move it elsewhere");

        string keys = Path.Join(folder, "token-keys" + BlobName.SecretExtension);
        if (!OperatingSystem.IsWindows() && File.Exists(keys) && (File.GetUnixFileMode(keys) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0)
            yield return new Finding(FindingSeverity.Warning, $"{keys} can be read by others: whoever reads it can log in as anybody", $"chmod 600 {keys}, then delete it: the next start makes new keys, and all log in again");
    }

    // A host may run meanwhile, and finish with a file.
    private static UnixFileMode? ModeOf(string path)
    {
        try
        {
            return OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string Named(string[] paths) => paths.Length == 1 ? paths[0] : $"{paths[0]} and {paths.Length - 1} more";
}
