using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>The append blobs of a <see cref="FolderStore"/>: what is known of every one that was used, a bounded number of them open.</summary>
/// <param name="pathOf">Gives the path of a blob's file.</param>
internal sealed class AppendFiles(Func<string, string> pathOf) : IDisposable
{
    /// <summary>How many blobs are kept open; others are opened when they are read.</summary>
    public const int MostOpen = 32;

    /// <summary>How many marks are kept open: those of the blobs last appended to. Each ledger in the folder appends to one blob at a time.</summary>
    public const int MostMarksOpen = 16;

    private readonly ConcurrentDictionary<string, Lazy<AppendFile?>> _files = new(StringComparer.Ordinal);
    private readonly OpenFiles _marks = new(MostMarksOpen, name => AcknowledgedMark.OpenToWrite(pathOf(name)));
    private readonly OpenFiles _open = new(MostOpen, name => Open(pathOf(name)));

    /// <summary>Gives a blob that was used before, whatever its name.</summary>
    public bool TryGetKnown(string name, [NotNullWhen(true)] out AppendFile? file)
    {
        file = _files.TryGetValue(name, out Lazy<AppendFile?>? known) && known.IsValueCreated ? known.Value : null;
        return file is not null;
    }

    /// <returns>Null if there is no such blob.</returns>
    /// <exception cref="LedgerException">Corrupt or Unavailable: see <see cref="AppendFile.TryOpen"/>.</exception>
    public AppendFile? TryOpen(string name)
    {
        Lazy<AppendFile?> file = _files.GetOrAdd(name, static (n, all) => new Lazy<AppendFile?>(() => all.Look(n)), this);
        try
        {
            if (file.Value is { } known)
                return known;
        }
        catch
        {
            Forget(name, file); // the next call tries again
            throw;
        }

        Forget(name, file);
        return null;
    }

    /// <summary>That a blob was missing is no longer true once it has been created.</summary>
    public void ForgetMissing(string name)
    {
        if (_files.TryGetValue(name, out Lazy<AppendFile?>? file) && file is { IsValueCreated: true, Value: null })
            Forget(name, file);
    }

    /// <summary>After a blob's file has been deleted.</summary>
    public void Forget(string name)
    {
        _files.TryRemove(name, out _);
        _open.Forget(name);
        _marks.Forget(name);
    }

    public void Dispose()
    {
        _open.Dispose();
        _marks.Dispose();
    }

    private static SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private AppendFile? Look(string name)
    {
        try
        {
            return AppendFile.TryOpen(name, pathOf(name), _open, _marks);
        }
        catch
        {
            _open.Forget(name); // whoever mends it may put another file in its place
            throw;
        }
    }

    // Exactly this one: another thread may have opened the blob since, and two of it would not see each other's appends.
    private void Forget(string name, Lazy<AppendFile?> file) => _files.TryRemove(KeyValuePair.Create(name, file));
}
