using System.Collections.Concurrent;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Service.Databases;

/// <summary>Databases that are opened when they are wanted, of which a bounded number stays open.</summary>
/// <remarks>
/// <para>A database beyond the bound takes the place of the one that was not used for longest and is not in use: that is closed in the background, an eighth of the bound at a time
/// at most. Whoever wants one more then waits for one of these; if all are in use, more than the bound are open until uses end, four times as many at most.</para>
/// <para>A database that is being closed is opened again only when it is closed: two ledgers on one log in one process would not see each other's writes in a store that
/// is believed to be exclusive.</para>
/// <para>There is no timer and no thread here: an idle pool does nothing.</para>
/// </remarks>
/// <param name="mostOpen">Databases that stay open; at least 1.</param>
/// <param name="open">Opens the ledger of a name.</param>
/// <param name="time">Tells which was not used for longest.</param>
/// <param name="log">For closings that fail.</param>
internal sealed class DatabasePool(int mostOpen, Func<string, CancellationToken, Task<LedgerEngine>> open, TimeProvider time, ILogger log) : IAsyncDisposable
{
    /// <summary>So many times the bound may be open if all are in use.</summary>
    private const int Stretch = 4;

    // For what is due of the index. What is left undone makes the next opening longer.
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(2);

    private readonly int _mostClosing = Math.Max(1, mostOpen / 8);
    private readonly ConcurrentDictionary<string, DatabaseSlot> _slots = new(StringComparer.Ordinal); // read without lock, changed under _lock
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();

    // Under _lock.
    private readonly HashSet<DatabaseSlot> _closing = [];
    private int _count; // of _slots, whose own count takes all of its locks; read without lock, too
    private bool _isDisposed;

    /// <summary>Databases that are open or being opened or closed.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The names of those that are open.</summary>
    public IReadOnlyList<string> OpenNames => [.. _slots.Values.Where(s => s.Database is not null).Select(s => s.Name)];

    /// <summary>Gives a database to use; one that is open at once, without an allocation.</summary>
    /// <exception cref="LedgerException">It cannot be opened, which the next call tries again; or the host stops.</exception>
    /// <exception cref="RpcException">ResourceExhausted: too many are in use.</exception>
    public ValueTask<DatabaseUse> UseAsync(string name, CancellationToken cancellationToken) =>
        TryUseOpen(name, out DatabaseUse use) ? new(use) : OpenAsync(name, cancellationToken);

    /// <summary>Gives a database to use if it is open.</summary>
    public bool TryUseOpen(string name, out DatabaseUse use)
    {
        // While it is being opened nobody waits here; the use is begun where it is waited for.
        if (_slots.TryGetValue(name, out DatabaseSlot? slot) && slot.Database is { } database && slot.TryUse())
        {
            use = new DatabaseUse(database, slot);
            return true;
        }

        use = default;
        return false;
    }

    /// <summary>Closes what has not been used for so long, and waits until it is closed.</summary>
    /// <returns>How many were closed.</returns>
    public ValueTask<int> CloseIdleAsync(TimeSpan unused) => CloseAsync(slot => time.GetElapsedTime(slot.LastUsed) >= unused);

    /// <summary>Closes a database unless it is in use, and waits until it is closed.</summary>
    public async ValueTask<bool> TryCloseAsync(string name) => await CloseAsync(slot => slot.Name == name).ConfigureAwait(false) > 0;

    /// <summary>A database is not in use any more: if there are too many, one can go now.</summary>
    public void NoteIdle()
    {
        if (Count <= mostOpen)
            return;
        lock (_lock)
            MakeRoom(mostOpen);
    }

    /// <summary>Closes all, also those in use: calls must have ended by now.</summary>
    public async ValueTask DisposeAsync()
    {
        DatabaseSlot[] all;
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            all = [.. _slots.Values];
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(all.Select(StopAsync)).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async ValueTask<DatabaseUse> OpenAsync(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            (DatabaseSlot? slot, Task? room) = Claim(name);
            if (slot is null)
            {
                await room!.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            try
            {
                return new DatabaseUse(await slot.Opening.WaitAsync(cancellationToken).ConfigureAwait(false), slot);
            }
            catch
            {
                slot.Release();
                throw;
            }
        }
    }

    // A slot with a use of the caller's, or what has to be waited for before the next try.
    private (DatabaseSlot? Slot, Task? Room) Claim(string name)
    {
        lock (_lock)
        {
            if (_isDisposed)
                throw Stopping();
            if (_slots.TryGetValue(name, out DatabaseSlot? slot))
            {
                if (slot.TryUse())
                    return (slot, null);
                _ = slot.Hurry.CancelAsync(); // what follows from it must not run in here
                return (null, slot.Closed.Task);
            }

            MakeRoom(mostOpen - 1);
            if (_count >= mostOpen + _mostClosing && _closing.Count > 0)
                return (null, Task.WhenAny(_closing.Select(c => c.Closed.Task)));
            if (_count >= (long)mostOpen * Stretch)
                throw new RpcException(StatusCode.ResourceExhausted, $"{_count} databases are in use at once: try again later");
            slot = new DatabaseSlot(this, name, time);
            slot.Opening = Task.Run(() => FillAsync(slot), CancellationToken.None); // whoever else waits does not give up with this caller
            _slots[name] = slot;
            _count++;
            return (slot, null);
        }
    }

    private async Task<OpenDatabase> FillAsync(DatabaseSlot slot)
    {
        try
        {
            LedgerEngine ledger = await open(slot.Name, _stopping.Token).ConfigureAwait(false);
            return slot.Database = new OpenDatabase(slot.Name, ledger);
        }
        catch (Exception e)
        {
            lock (_lock)
                Remove(slot);
            slot.Closed.SetResult();
            if (e is OperationCanceledException)
                throw Stopping();
            throw;
        }
    }

    // Under _lock. Begins to close what was not used for longest, until no more than so many would stay.
    private void MakeRoom(int most)
    {
        while (_count - _closing.Count > most && _closing.Count < _mostClosing && !_isDisposed)
        {
            DatabaseSlot? oldest = _slots.Values.Where(s => s.IsIdle).MinBy(s => s.LastUsed);
            if (oldest is null)
                return;
            if (oldest.TryClose())
                BeginClosing(oldest);
        }
    }

    // Under _lock.
    private void Remove(DatabaseSlot slot)
    {
        _slots.TryRemove(slot.Name, out _);
        _count--;
    }

    // Under _lock.
    private void BeginClosing(DatabaseSlot slot)
    {
        _closing.Add(slot);
        _ = Task.Run(() => EmptyAsync(slot));
    }

    private async ValueTask<int> CloseAsync(Func<DatabaseSlot, bool> which)
    {
        var begun = new List<Task>();
        lock (_lock)
        {
            foreach (DatabaseSlot slot in _slots.Values.Where(s => !_isDisposed && s.IsIdle && which(s)))
            {
                if (!slot.TryClose())
                    continue;
                BeginClosing(slot);
                begun.Add(slot.Closed.Task);
            }
        }

        await Task.WhenAll(begun).ConfigureAwait(false);
        return begun.Count;
    }

    private async Task EmptyAsync(DatabaseSlot slot)
    {
        try
        {
            using (var patience = new CancellationTokenSource(SettlingTime, time))
            using (var over = CancellationTokenSource.CreateLinkedTokenSource(slot.Hurry.Token, _stopping.Token, patience.Token))
            {
                await slot.Database!.Ledger.TrySettleAsync(over.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // Nothing depends on it.
            DatabaseLog.NotSettled(log, slot.Name, e);
        }

        await CloseLedgerAsync(slot).ConfigureAwait(false);
        lock (_lock)
        {
            _closing.Remove(slot);
            Remove(slot);
            MakeRoom(mostOpen);
        }

        slot.Closed.SetResult();
    }

    private async Task CloseLedgerAsync(DatabaseSlot slot)
    {
        try
        {
            await slot.Database!.Ledger.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // What was acknowledged is in the log; whatever else it was going to write is made again from it.
            DatabaseLog.NotClosed(log, slot.Name, e);
        }
    }

    private async Task StopAsync(DatabaseSlot slot)
    {
        await ((Task)slot.Opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        bool isClosing;
        lock (_lock)
            isClosing = _closing.Contains(slot);
        if (isClosing || slot.Database is null)
            await slot.Closed.Task.ConfigureAwait(false);
        else
            await CloseLedgerAsync(slot).ConfigureAwait(false);
    }

    private static LedgerException Stopping() => new(LedgerErrorKind.Unavailable, "the host is stopping");
}
