namespace ImmuFunctions.Service.Databases;

/// <summary>One database in a <see cref="DatabasePool"/>, from the moment somebody wants it until its ledger is closed.</summary>
/// <remarks>Uses are counted from the first wish on, also while it is being opened: what somebody waits for is not closed before it was used.</remarks>
/// <param name="pool">Told when it is not used any more.</param>
/// <param name="name">The database's.</param>
/// <param name="time">For <see cref="LastUsed"/>.</param>
internal sealed class DatabaseSlot(DatabasePool pool, string name, TimeProvider time) : IDatabaseSlot
{
    private const int Closing = -1;

    private int _uses = 1; // whoever made it wants it
    private long _lastUsed = time.GetTimestamp();
    private OpenDatabase? _database;

    /// <summary>The database's name.</summary>
    public string Name => name;

    /// <summary>The database; null while it is being opened, or if that failed.</summary>
    public OpenDatabase? Database
    {
        get => Volatile.Read(ref _database);
        set => Volatile.Write(ref _database, value);
    }

    /// <summary>Ends when the database is open, or with what kept it from that. Set before anybody else sees the slot.</summary>
    public Task<OpenDatabase> Opening { get; set; } = null!;

    /// <summary>Ends when the ledger is closed, and the slot given up.</summary>
    public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Cancelled if somebody waits for the closing.</summary>
    public CancellationTokenSource Hurry { get; } = new();

    /// <summary>When a use of it last began or ended, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>Whether it is open and nobody uses it.</summary>
    public bool IsIdle => Volatile.Read(ref _uses) == 0 && Database is not null;

    /// <summary>Begins a use.</summary>
    /// <returns>False if it is being closed.</returns>
    public bool TryUse()
    {
        int uses = Volatile.Read(ref _uses);
        while (uses != Closing)
        {
            int found = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
            if (found == uses)
                return true;
            uses = found;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Release()
    {
        Volatile.Write(ref _lastUsed, time.GetTimestamp());
        if (Interlocked.Decrement(ref _uses) == 0)
            pool.NoteIdle();
    }

    /// <summary>From now on there are no uses.</summary>
    /// <returns>False if it is used, or being opened, or closed already.</returns>
    public bool TryClose() => Database is not null && Interlocked.CompareExchange(ref _uses, Closing, 0) == 0;
}
