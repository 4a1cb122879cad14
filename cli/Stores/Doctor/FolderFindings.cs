using System.Globalization;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Cli.Stores.Doctor;

/// <summary>Looks at a folder from outside: whether it can be used, by whom it is, what else lies there.</summary>
internal static class FolderFindings
{
    private const long LittleSpace = 1L << 30;
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(2);
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
    /// <param name="terminal">Knows the disk's space, the user's rights and the time.</param>
    public static IEnumerable<Finding> Look(string folder, Terminal terminal)
    {
        if (IsInUse(folder))
        {
            string owner = File.Exists(Path.Join(folder, LockOwner)) ? File.ReadAllText(Path.Join(folder, LockOwner)).Trim() : "?";
            yield return new Finding(FindingSeverity.Info, $"process {owner} has the folder open", $"a second host has to wait until it ends; to end it: kill {owner}");
        }

        foreach (Finding finding in FolderPermissions.Look(folder, terminal.MayAccess)
            .Concat(Space(folder, terminal.FreeBytes(folder)))
            .Concat(Clock(folder, terminal.Time.GetUtcNow()))
            .Concat(Unknown(folder)))
            yield return finding;
    }

    private static IEnumerable<Finding> Space(string folder, long? left)
    {
        if (left is { } bytes and < LittleSpace)
        {
            yield return new Finding(
                FindingSeverity.Warning, string.Create(CultureInfo.InvariantCulture, $"the disk of {folder} has {bytes >> 20} MiB left"),
                "make room: a full disk stops writes; nothing acknowledged is lost by it");
        }
    }

    // Whoever wrote a file from the future had another clock than this machine has now.
    private static IEnumerable<Finding> Clock(string folder, DateTimeOffset now)
    {
        (DateTime Written, string Path) newest = FolderPermissions.PathsOf(folder).Where(File.Exists).Select(path => (File.GetLastWriteTimeUtc(path), path)).DefaultIfEmpty().Max();
        TimeSpan ahead = newest.Path is null ? TimeSpan.Zero : newest.Written - now.UtcDateTime;
        if (ahead > ClockTolerance)
        {
            yield return new Finding(
                FindingSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{newest.Path} was written at {newest.Written:yyyy-MM-dd'T'HH:mm:ss'Z'}, which by this machine's clock is {Math.Ceiling(ahead.TotalMinutes)} minutes from now"),
                "set the clock: it is behind, or was ahead then. The log does not depend on it; the times in values do, and tokens, certificates and accounts refuse a wrong one");
        }
    }

    private static IEnumerable<Finding> Unknown(string folder)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(folder))
        {
            string name = Path.GetFileName(path);
            if (File.Exists(path) && DatabaseFolder.TryParse(name, out _))
                continue; // said already
            bool isKnown = name is Lock or LockOwner or ServerIdentity.BlobName || name.EndsWith(BlobName.SecretExtension, StringComparison.Ordinal)
                || (Directory.Exists(path) && DatabaseFolder.TryParse(name, out _));
            if (!isKnown && name.EndsWith(".tmp", StringComparison.Ordinal))
                yield return new Finding(FindingSeverity.Info, $"{name} was not finished by a process that ended", "the next start removes it");
            else if (!isKnown)
                yield return new Finding(FindingSeverity.Warning, $"{name} is no file of a ledger's", "move it elsewhere, if nobody needs it here");
        }
    }
}
