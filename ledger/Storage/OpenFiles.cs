using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>Keeps a bounded number of files open between uses, so that most uses need not open one.</summary>
/// <remarks>A use of a file that is kept takes no lock. When there are too many, the one that goes was not used since the hand last passed it.</remarks>
/// <param name="most">How many are kept at most; files in use come on top.</param>
/// <param name="open">Opens the file of a name; its exceptions are the caller's.</param>
internal sealed class OpenFiles(int most, Func<string, SafeFileHandle> open) : IDisposable
{
    private readonly ConcurrentDictionary<string, SharedFile> _byName = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly List<SharedFile> _kept = [];
    private int _hand;
    private long _forgotten;
    private bool _isDisposed;

    /// <summary>How many files are kept open.</summary>
    public int Count
    {
        get { lock (_gate) return _kept.Count; }
    }

    /// <summary>The file of this name, to be disposed after use.</summary>
    public SharedFile Use(string name)
    {
        if (_byName.TryGetValue(name, out SharedFile? known) && known.TryUse())
        {
            if (!known.WasUsed)
                known.WasUsed = true;
            return known;
        }

        long forgotten;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            forgotten = _forgotten;
        }

        var opened = new SharedFile(name, open(name));
        Keep(opened, forgotten);
        return opened;
    }

    /// <summary>Uses that begin after this open the file afresh: it was replaced or deleted. Uses under way may finish.</summary>
    public void Forget(string name)
    {
        lock (_gate)
        {
            _forgotten++;
            if (!_byName.TryGetValue(name, out SharedFile? file))
                return;
            int at = _kept.IndexOf(file);
            _kept.RemoveAt(at);
            if (_hand > at)
                _hand--;
            LetGo(file);
        }
    }

    /// <summary>Closes all that is not in use, and the rest when its use ends. Nothing is opened any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _kept.ForEach(LetGo);
            _kept.Clear();
        }
    }

    private void Keep(SharedFile opened, long forgotten)
    {
        lock (_gate)
        {
            // If any file was forgotten since, this may be one that was replaced while it was being opened. It serves its one use.
            if (_isDisposed || forgotten != _forgotten || !_byName.TryAdd(opened.Name, opened))
                return;
            opened.TryUse(); // a use of our own keeps it open
            if (_kept.Count < most)
                _kept.Add(opened);
            else
                Replace(opened);
        }
    }

    private void Replace(SharedFile opened)
    {
        for (int chances = most; chances > 0 && _kept[_hand % most].WasUsed; chances--)
            _kept[_hand++ % most].WasUsed = false;
        LetGo(_kept[_hand % most]);
        _kept[_hand++ % most] = opened;
        _hand %= most;
    }

    private void LetGo(SharedFile file)
    {
        _byName.TryRemove(file.Name, out _);
        file.Dispose();
    }
}
