using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>File operations that reach the disk.</summary>
internal static partial class DurableFile
{
    /// <summary>Returns once the file's bytes are on the disk.</summary>
    public static void Sync(SafeFileHandle handle)
    {
        // fdatasync leaves out what reading back does not need (times); it is about a quarter faster than fsync on ext4.
        if (!OperatingSystem.IsLinux())
            RandomAccess.FlushToDisk(handle);
        else if (DataSync(handle) != 0)
            throw new IOException($"fdatasync failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Returns once the directory's entries are on the disk; without this a new file's name may be lost with the power.</summary>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return; // NTFS journals names; there is no handle to flush.
        int descriptor = OpenDirectory(path, 0);
        if (descriptor < 0)
            throw new IOException($"could not open the directory {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (FullSync(handle) != 0)
            throw new IOException($"fsync of the directory {path} failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Creates a directory and those above it that are missing, so that their names are on the disk.</summary>
    public static void CreateDirectory(string path)
    {
        var missing = new Stack<string>();
        for (string? at = path; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
            missing.Push(at);
        while (missing.TryPop(out string? directory))
        {
            Directory.CreateDirectory(directory);
            if (Path.GetDirectoryName(directory) is { } parent)
                SyncDirectory(parent);
        }
    }

    /// <summary>Creates a file. Neither its content nor its name is on the disk when this returns: see <see cref="Sync"/> and <see cref="SyncDirectory"/>.</summary>
    /// <returns>False if a file of this name was there; it is left as it was.</returns>
    public static bool TryWriteNew(string path, ReadOnlySpan<byte> data)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }

        using (handle)
        {
            try
            {
                RandomAccess.Write(handle, data, 0);
                return true;
            }
            catch (IOException)
            {
                DeleteIfPossible(path); // a full disk: nothing rather than a part
                throw;
            }
        }
    }

    /// <summary>Writes a new file whole.</summary>
    public static void Write(string path, ReadOnlySpan<byte> data, bool sync)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(handle, data, 0);
        if (sync)
            Sync(handle);
    }

    /// <summary>Reads until <paramref name="destination"/> is full or the file ends.</summary>
    public static int ReadFully(SafeFileHandle handle, long offset, Span<byte> destination)
    {
        int read = 0;
        while (read < destination.Length)
        {
            int n = RandomAccess.Read(handle, destination[read..], offset + read);
            if (n == 0)
                break;
            read += n;
        }

        return read;
    }

    /// <summary>Clears up behind a failure; the failure itself is what gets reported.</summary>
    public static void DeleteIfPossible(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is being taken care of by whoever reads the first failure; the next start removes temporary files.
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int DataSync(SafeFileHandle descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FullSync(SafeFileHandle descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDirectory(string path, int flags);
}
