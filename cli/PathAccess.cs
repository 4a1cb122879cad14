using System.Runtime.InteropServices;

namespace ImmuFunctions.Cli;

/// <summary>What this user may do with files, asked of the operating system without touching them.</summary>
internal static partial class PathAccess
{
    // POSIX access(2).
    private const int Write = 2;
    private const int Read = 4;

    /// <summary>Whether this user may read or write a file or folder.</summary>
    /// <returns>On Windows always true: there the answer is in lists of rights, and the first read or write tells.</returns>
    /// <remarks>The superuser may do whatever the permissions say, but nobody may write what is mounted to be read.</remarks>
    public static bool IsAllowed(string path, FileAccess access) =>
        OperatingSystem.IsWindows() || Access(path, (access.HasFlag(FileAccess.Read) ? Read : 0) | (access.HasFlag(FileAccess.Write) ? Write : 0)) == 0;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
