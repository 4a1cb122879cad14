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

    private readonly SafeFileHandle handle;

    private FolderLock(SafeFileHandle handle) => this.handle = handle;

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
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            string owner = File.Exists(ownerPath) ? $" (process {File.ReadAllText(ownerPath)})" : "";
            throw LedgerException.Unavailable($"another process{owner} has the folder {folder} open; a folder serves one process at a time", e);
        }

        File.WriteAllText(ownerPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), Encoding.ASCII);
        return new FolderLock(handle);
    }

    public void Dispose() => handle.Dispose();
}
