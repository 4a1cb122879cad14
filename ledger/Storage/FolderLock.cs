using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>One process's hold on a folder; the operating system lets go of it when the process ends, however it ends.</summary>
internal sealed class FolderLock : IDisposable
{
    /// <summary>The file that is locked.</summary>
    public const string FileName = ".lock";

    private const string OwnerFileName = ".lock-owner";

    private readonly SafeFileHandle _handle;

    private FolderLock(SafeFileHandle handle) => _handle = handle;

    /// <exception cref="LedgerException">Unavailable: another process holds the folder.</exception>
    public static FolderLock Take(string folder)
    {
        string path = Path.Join(folder, FileName);
        string ownerPath = Path.Join(folder, OwnerFileName);
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            string owner = File.Exists(ownerPath) ? $" (process {File.ReadAllText(ownerPath)})" : "";
            throw LedgerException.Unavailable($"another process{owner} has the folder {folder} open; a folder serves one process at a time", e);
        }

        try
        {
            File.WriteAllText(ownerPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), Encoding.ASCII);
            return new FolderLock(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public void Dispose() => _handle.Dispose();

    // A full or read-only disk fails with an IOException too; nobody should look for another process then.
    private static bool IsHeldByAnother(IOException e) => e.HResult == AlreadyLocked;

    private static int AlreadyLocked =>
        OperatingSystem.IsWindows() ? unchecked((int)0x80070020) // ERROR_SHARING_VIOLATION
        : OperatingSystem.IsLinux() ? 11 : 35; // EWOULDBLOCK
}
