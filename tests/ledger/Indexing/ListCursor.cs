using ImmuFunctions.Ledger.Indexing;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>A source of rows in a list, whose moves may take their time or fail.</summary>
/// <param name="rows">In order.</param>
internal sealed class ListCursor(IReadOnlyList<byte[]> rows) : IRowCursor
{
    private int _at = -1;

    /// <summary>Moves until one does not complete at once; that recurs.</summary>
    public int SlowEvery { get; init; } = int.MaxValue;

    /// <summary>The number of the move, from 1, that fails; it leaves the cursor where it was.</summary>
    public int FailsAt { get; init; }

    public int Moves { get; private set; }

    public bool IsValid => _at >= 0 && _at < rows.Count;

    public ReadOnlySpan<byte> Row => rows[_at];

    public ValueTask SeekAsync(ReadOnlyMemory<byte> target, CancellationToken cancellationToken) =>
        MoveAsync(rows.Count(r => r.AsSpan().SequenceCompareTo(target.Span) < 0));

    public ValueTask SeekBeforeAsync(ReadOnlyMemory<byte> target, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask NextAsync(CancellationToken cancellationToken) => MoveAsync(_at + 1);

    public ValueTask PreviousAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose()
    {
        // Nothing is held.
    }

    private ValueTask MoveAsync(int to)
    {
        if (++Moves == FailsAt)
            return ValueTask.FromException(new IOException("the move that fails"));
        if (Moves % SlowEvery == 0)
            return MoveLaterAsync(to);
        _at = to;
        return default;
    }

    private async ValueTask MoveLaterAsync(int to)
    {
        await Task.Yield();
        _at = to;
    }
}
