using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ImmuFunctions.Bench.Measuring;

/// <summary>The kernel's memory of files.</summary>
internal static class PageCache
{
    private const int DontNeed = 4;

    /// <summary>Has it forget the contents of all files in a folder, so that they are read from the disk next.</summary>
    /// <remarks>What it knows of names and places stays. Only a hint: a file system that lies in memory keeps everything.</remarks>
    public static void Forget(string folder)
    {
        var synced = false;
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var file = File.OpenHandle(path);
            if (!synced && SyncFileSystem(file) != 0)
                throw new BenchmarkException($"the file system of {folder} could not be synced");

            // Only clean pages are dropped: one sync of the file system is before the first file.
            synced = true;
            if (Advise(file, 0, 0, DontNeed) != 0)
                throw new BenchmarkException($"{path} could not be dropped from the page cache");
        }
    }

    /// <summary>Reads all files in a folder, so that the kernel has them in memory.</summary>
    public static void Fill(string folder)
    {
        var buffer = new byte[1 << 20];
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var file = File.OpenHandle(path);
            long at = 0;
            while (RandomAccess.Read(file, buffer, at) is > 0 and var read)
                at += read;
        }
    }

    [DllImport("libc", EntryPoint = "syncfs")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SyncFileSystem(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "posix_fadvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(SafeFileHandle file, long offset, long length, int advice);
}
