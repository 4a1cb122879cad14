using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Takes the rows of new entries into memory, and cuts the log into slices whose rows can leave it.</summary>
/// <remarks>Where a slice ends is a function of the log alone, so every host, and every start, cuts at the same frames.
/// One thread adds rows; upkeep, on another, replaces slices by runs (<see cref="Adopt"/>).</remarks>
internal sealed class IndexWriter
{
    // Slices in memory before writers wait: at 65,536 entries of some 80 bytes each about 40 MiB.
    private const int MaxSlices = 8;
    private const int FirstTableRows = 1024;

    private readonly int _sliceEntries;
    private readonly long _sliceBytes;
    private readonly int _fullTableRows;
    private readonly Lock _gate = new();

    // Guarded by _gate; oldest first.
    private readonly List<Slice> _slices = [];
    private Exception? _failure;
    private bool _isClosing;
    private TaskCompletionSource _moved = NewSignal();

    private readonly List<Memtable> _sliceTables = [];
    private ulong _sliceFrom;
    private long _sliceFrameBytes;
    private int _tableRows = FirstTableRows;

    // Written under _gate. The active table is replaced by the writing thread only.
    private volatile IndexView _view;

    /// <param name="options">Where slices end.</param>
    /// <param name="hasValues">Whether rows of family V are kept.</param>
    /// <param name="runs">What storage has already; rows are added from its end on.</param>
    public IndexWriter(LedgerOptions options, bool hasValues, RunSet runs)
    {
        _sliceEntries = options.SliceEntries;
        _sliceBytes = options.SliceBytes;
        HasValues = hasValues;
        // A slice usually ends within the frame that passes the bound: room for that, so that it has one full table and no crumb.
        _fullTableRows = checked((options.SliceEntries + (options.SliceEntries / 4) + 16) * (hasValues ? 2 : 1));
        _sliceFrom = runs.Size;
        _view = new IndexView(NewTable(runs.Size), [], runs);
    }

    /// <summary>Whether rows of family V are kept.</summary>
    public bool HasValues { get; }

    /// <summary>The index now. Take it after the entries of a snapshot have been added: it may hold more, never less.</summary>
    public IndexView View => _view;

    /// <summary>Told when a slice is complete.</summary>
    public Action? SliceCompleted { get; set; }

    /// <summary>Adds the rows of the next entry.</summary>
    public void Add(EntryKind kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, in EntryPosition position)
    {
        Memtable active = _view.Active;
        if (active.IsFull)
            active = Seal();
        active.Add(kind, key, value, position, HasValues);
    }

    /// <summary>Notes the end of a frame, which may be the end of a slice.</summary>
    /// <param name="frameBytes">Of the frame.</param>
    /// <param name="size">Entries in the log now.</param>
    /// <param name="isOurs">Whether this process wrote the frame.</param>
    /// <param name="end">Makes the ledger's state after the frame; called if the slice ends.</param>
    public void EndFrame(long frameBytes, ulong size, bool isOurs, Func<SliceEnd> end)
    {
        _sliceFrameBytes += frameBytes;
        if (size - _sliceFrom < (ulong)_sliceEntries && _sliceFrameBytes < _sliceBytes)
            return;

        Seal();
        var slice = new Slice(_sliceFrom, size, [.. _sliceTables], end(), isOurs);
        _sliceTables.Clear();
        (_sliceFrom, _sliceFrameBytes) = (size, 0);
        lock (_gate)
        {
            if (size <= _view.Runs.Size)
            {
                // Another process has made its run before this one had read so far: nobody would ever take the slice away.
                LetGoOfTables(_view.Runs);
                return;
            }

            _slices.Add(slice);
        }

        SliceCompleted?.Invoke();
    }

    /// <summary>Waits while upkeep is so far behind that memory would grow without bound.</summary>
    /// <exception cref="LedgerException">Unavailable: upkeep is behind because it fails, or the ledger is closing.</exception>
    public async ValueTask ThrottleAsync(CancellationToken cancellationToken)
    {
        while (Behind() is { } moved)
            await moved.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes that upkeep cannot go on for now, so that nobody waits for it in vain; <see cref="Adopt"/> takes that back.</summary>
    public void NoteFailure(Exception failure) => Signal(() => _failure = failure);

    /// <summary>From now on nobody waits for upkeep: it is about to end.</summary>
    public void Close() => Signal(() => _isClosing = true);

    /// <summary>The oldest slice in memory, or null.</summary>
    public Slice? Oldest
    {
        get
        {
            lock (_gate)
                return _slices.Count == 0 ? null : _slices[0];
        }
    }

    /// <summary>Done with the next <see cref="Adopt"/>, at the latest.</summary>
    public Task Moved
    {
        get
        {
            lock (_gate)
                return _moved.Task;
        }
    }

    /// <summary>Complete slices in memory.</summary>
    public int SliceCount
    {
        get
        {
            lock (_gate)
                return _slices.Count;
        }
    }

    /// <summary>Reads from runs what they cover, and lets go of the rows in memory that they hold.</summary>
    public void Adopt(RunSet runs) => Signal(() =>
    {
        _failure = null;
        _slices.RemoveAll(s => s.To <= runs.Size);
        LetGoOfTables(runs);
    });

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void LetGoOfTables(RunSet runs) =>
        _view = new IndexView(_view.Active, [.. _view.Sealed.Where(t => t.EndIndex > runs.Size)], runs);

    private Task? Behind()
    {
        lock (_gate)
        {
            if (_slices.Count < MaxSlices)
                return null;
            if (_isClosing)
                throw LedgerException.Unavailable("the ledger is closing");
            return _failure is null
                ? _moved.Task
                : throw LedgerException.Unavailable($"no entries are taken while the index cannot be written: {_failure.Message}", _failure);
        }
    }

    private void Signal(Action change)
    {
        TaskCompletionSource moved;
        lock (_gate)
        {
            change();
            (moved, _moved) = (_moved, NewSignal());
        }

        moved.SetResult();
    }

    private Memtable Seal()
    {
        Memtable full = _view.Active;
        _sliceTables.Add(full);
        lock (_gate)
        {
            Memtable next = NewTable(full.EndIndex);
            _view = new IndexView(next, [full, .. _view.Sealed], _view.Runs);
            return next;
        }
    }

    // A ledger that sees few writes needs little memory: tables begin small and double.
    private Memtable NewTable(ulong firstIndex)
    {
        int rows = Math.Min(_tableRows, _fullTableRows);
        _tableRows = Math.Min(rows * 4, _fullTableRows);
        return new Memtable(firstIndex, rows);
    }
}
