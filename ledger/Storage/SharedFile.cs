using Microsoft.Win32.SafeHandles;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>An open file with several users; the last of them to let go closes it.</summary>
/// <remarks>A <see cref="SafeFileHandle"/> alone does not do: once disposed it refuses the rest of a read that takes several calls.</remarks>
internal sealed class SharedFile(string name, SafeFileHandle handle) : IDisposable
{
    private int _users = 1;

    public string Name => name;

    /// <summary>Valid for as long as the caller is a user.</summary>
    public SafeFileHandle Handle => handle;

    /// <summary>Whether somebody asked for it since <see cref="OpenFiles"/> last looked.</summary>
    public volatile bool WasUsed;

    /// <summary>Makes the caller a user; each has to let go once.</summary>
    /// <returns>False if the file has been closed.</returns>
    public bool TryUse()
    {
        for (int users = Volatile.Read(ref _users); users > 0;)
        {
            int found = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (found == users)
                return true;
            users = found;
        }

        return false;
    }

    /// <summary>Lets go: once for each user.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            handle.Dispose();
    }
}
