using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Takes the rows of committed entries.</summary>
internal sealed class IndexWriter(int memtableRows, bool hasValues, RunFiles files) : IAsyncDisposable
{
    private readonly Task _progress = Task.CompletedTask;
    private volatile IndexView _view = new(new Memtable(0, memtableRows), [], new RunSet([], files, 0));

    public IndexView View => _view;

    /// <summary>Adds the rows of the entry after the last one.</summary>
    public void Add(EntryKind kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, in EntryPosition position)
    {
        if (_view.Active.IsFull)
            _view = _view with { Active = new Memtable(_view.Active.EndIndex, memtableRows), Sealed = [_view.Active, .. _view.Sealed] };
        _view.Active.Add(kind, key, value, position, hasValues);
    }

    public ValueTask ThrottleAsync(CancellationToken cancellationToken) => new(_progress.WaitAsync(cancellationToken));

    /// <summary>Bytes of memory, and rows in all: for measuring.</summary>
    public (long Bytes, long Rows) Measure()
    {
        IndexView now = _view;
        Memtable[] tables = [now.Active, .. now.Sealed];
        return (tables.Sum(t => t.Bytes), tables.Sum(t => (long)t.Count));
    }

    public ValueTask DisposeAsync() => default;
}
