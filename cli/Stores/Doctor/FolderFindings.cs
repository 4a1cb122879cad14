using System.Globalization;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Cli.Stores.Doctor;

/// <summary>Looks at a folder from outside: whether it can be used, by whom it is, what else lies there.</summary>
internal static class FolderFindings
{
    private const long LittleSpace = 1L << 30;
    private const string Lock = ".lock";
    private const string LockOwner = ".lock-owner";

    /// <summary>Whether a process has the folder open; it may be a reader of this look's own, so the file is only tried and let go.</summary>
    public static bool IsInUse(string folder)
    {
        try
        {
            using FileStream tried = new(Path.Join(folder, Lock), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>What is found.</summary>
    /// <param name="folder">It is there.</param>
    public static IEnumerable<Finding> Look(string folder)
    {
        if (IsInUse(folder))
        {
            string owner = File.Exists(Path.Join(folder, LockOwner)) ? File.ReadAllText(Path.Join(folder, LockOwner)).Trim() : "?";
            yield return new Finding(FindingSeverity.Info, $"process {owner} has the folder open", $"a second host has to wait until it ends; to end it: kill {owner}");
        }

        foreach (Finding finding in Permissions(folder).Concat(Space(folder)).Concat(Unknown(folder)))
            yield return finding;
    }

    private static IEnumerable<Finding> Permissions(string folder)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(folder).Prepend(folder))
        {
            if (!OperatingSystem.IsWindows() && !CanWrite(path))
                yield return new Finding(FindingSeverity.Problem, $"{path} cannot be written by anybody", $"chmod u+rwX {path}");
        }

        string keys = Path.Join(folder, "token-keys" + BlobName.SecretExtension);
        if (!OperatingSystem.IsWindows() && File.Exists(keys) && (File.GetUnixFileMode(keys) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0)
            yield return new Finding(FindingSeverity.Warning, $"{keys} can be read by others: whoever reads it can log in as anybody", $"chmod 600 {keys}, then delete it: the next start makes new keys, and all log in again");
    }

    private static bool CanWrite(string path) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0;

    private static IEnumerable<Finding> Space(string folder)
    {
        var drive = new DriveInfo(folder);
        if (drive.AvailableFreeSpace < LittleSpace)
        {
            yield return new Finding(
                FindingSeverity.Warning, string.Create(CultureInfo.InvariantCulture, $"the disk of {folder} has {drive.AvailableFreeSpace >> 20} MiB left"),
                "make room: a full disk stops writes; nothing acknowledged is lost by it");
        }
    }

    private static IEnumerable<Finding> Unknown(string folder)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(folder))
        {
            string name = Path.GetFileName(path);
            bool isKnown = name is Lock or LockOwner or ServerIdentity.BlobName || name.EndsWith(BlobName.SecretExtension, StringComparison.Ordinal)
                || (Directory.Exists(path) && DatabaseFolder.TryParse(name, out _));
            if (!isKnown && name.EndsWith(".tmp", StringComparison.Ordinal))
                yield return new Finding(FindingSeverity.Info, $"{name} was not finished by a process that ended", "the next start removes it");
            else if (!isKnown)
                yield return new Finding(FindingSeverity.Warning, $"{name} is no file of a ledger's", "move it elsewhere, if nobody needs it here");
        }
    }
}
