using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>File operations that reach the disk.</summary>
internal static partial class DurableFile
{
    private const int NoSuchFile = 2;
    private const int Interrupted = 4;
    private const int NotADirectory = 20;

    // Read-only, and not inherited by child processes: O_CLOEXEC, which is another number on macOS.
    private static readonly int OpenForReading = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

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
        int descriptor = OpenPath(path, 0);
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
    /// <param name="path">Where; a file that is there is replaced.</param>
    /// <param name="data">What.</param>
    /// <param name="sync">Whether the bytes are to be on the disk when this returns.</param>
    /// <param name="ownerOnly">Whether nobody but its owner may read it. On Windows the folder's own rules hold.</param>
    public static void Write(string path, ReadOnlySpan<byte> data, bool sync, bool ownerOnly = false)
    {
        using FileStream? owned = ownerOnly && !OperatingSystem.IsWindows() ? OpenForOwner(path) : null;
        using SafeFileHandle handle = owned?.SafeFileHandle ?? File.OpenHandle(path, FileMode.Create, FileAccess.Write);
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

    /// <summary>Reads from a file that is opened for this one read: a small one, read seldom.</summary>
    /// <returns>How many bytes; −1 if there is no such file.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static int ReadOnce(string path, long offset, Span<byte> destination)
    {
        if (OperatingSystem.IsWindows())
        {
            using SafeFileHandle opened = File.OpenHandle(path);
            return ReadFully(opened, offset, destination);
        }

        // File.OpenHandle also asks for the file's kind and locks it; that costs more than the read.
        int descriptor = OpenPath(path, OpenForReading);
        if (descriptor < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            return error is NoSuchFile or NotADirectory ? -1 : throw Failed("open", path);
        }

        try
        {
            int total = 0;
            while (total < destination.Length)
            {
                nint read = ReadAt(descriptor, ref MemoryMarshal.GetReference(destination[total..]), destination.Length - total, offset + total);
                if (read < 0 && Marshal.GetLastPInvokeError() != Interrupted)
                    throw Failed("read", path);
                if (read == 0)
                    break;
                total += (int)Math.Max(0, read);
            }

            return total;
        }
        finally
        {
            _ = CloseFile(descriptor);
        }
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

    // Not set afterwards: for a moment anybody could open it.
    [UnsupportedOSPlatform("windows")]
    private static FileStream OpenForOwner(string path) => new(
        path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });

    private static IOException Failed(string verb, string path) => new($"could not {verb} {path}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static partial nint ReadAt(int descriptor, ref byte destination, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int descriptor);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int DataSync(SafeFileHandle descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FullSync(SafeFileHandle descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenPath(string path, int flags);
}
