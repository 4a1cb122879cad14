using System.Numerics;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The rows of several sources in ascending order, those in more than one of them once.</summary>
/// <remarks>As long as no source has to read, a step completes at once and allocates nothing. A step that failed can be asked for again.</remarks>
internal sealed class MergedRows : IDisposable
{
    /// <summary>Most sources.</summary>
    public const int MaxCursors = 16;

    // Ties that eight bytes have not told apart until it is worth looking what the sources' rows have in common by now.
    private const int PatienceForTies = 64;

    // So many of the bytes that the rows have in common are compared nevertheless: neighbours soon differ in the last of them.
    private const int Margin = 4;

    private readonly IRowCursor[] _cursors;

    // Per source: its row's eight bytes from _skip on.
    private readonly ulong[] _prefixes;

    // Its first _skip bytes are those that the rows of all sources begin with.
    private byte[] _common = [];
    private int _skip;
    private int _ties = PatienceForTies;

    // Sets of sources, a bit each: not sought yet; standing on a row; standing on the current row and to be moved before the next.
    private uint _unsought;
    private uint _live;
    private uint _moving;
    private int _current = -1;

    /// <param name="cursors">At most <see cref="MaxCursors"/>; see <see cref="Of"/> for more. Where they stand does not matter; nobody else may move them, and they are disposed with this.</param>
    public MergedRows(IRowCursor[] cursors)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cursors.Length, MaxCursors, nameof(cursors));
        _cursors = cursors;
        _prefixes = new ulong[cursors.Length];
        _unsought = _moving = (1u << cursors.Length) - 1;
    }

    /// <summary>The rows of any number of sources: of many, those that are themselves the rows of some.</summary>
    public static MergedRows Of(IRowCursor[] cursors) =>
        cursors.Length <= MaxCursors ? new MergedRows(cursors) : Of([.. cursors.Chunk(MaxCursors).Select(some => new MergedCursor(new MergedRows(some)))]);

    /// <summary>The current row; the bytes are good until the next move.</summary>
    public ReadOnlySpan<byte> Row => _cursors[_current].Row;

    /// <summary>Goes to the next row, at first to the first.</summary>
    /// <returns>False if there is none.</returns>
    public ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        while (_moving != 0)
        {
            int source = BitOperations.TrailingZeroCount(_moving);
            ValueTask move = MoveAsync(source, cancellationToken);
            if (!move.IsCompletedSuccessfully)
                return AwaitAsync(move, source, cancellationToken);
            move.GetAwaiter().GetResult();
            Moved(source);
        }

        return new(TryChoose());
    }

    /// <summary>Disposes the cursors.</summary>
    public void Dispose() => _cursors.DisposeAll();

    private async ValueTask<bool> AwaitAsync(ValueTask move, int source, CancellationToken cancellationToken)
    {
        await move.ConfigureAwait(false);
        Moved(source);
        return await NextAsync(cancellationToken).ConfigureAwait(false);
    }

    private ValueTask MoveAsync(int source, CancellationToken cancellationToken) =>
        (_unsought & (1u << source)) != 0
            ? _cursors[source].SeekAsync(ReadOnlyMemory<byte>.Empty, cancellationToken)
            : _cursors[source].NextAsync(cancellationToken);

    private void Moved(int source)
    {
        uint bit = 1u << source;
        _moving &= ~bit;
        _unsought &= ~bit;
        if (!_cursors[source].IsValid)
        {
            _live &= ~bit;
            return;
        }

        _live |= bit;
        if (_live == bit)
            return; // the only one is not compared

        ReadOnlySpan<byte> row = _cursors[source].Row;
        if (row.StartsWith(_common.AsSpan(0, _skip)))
            _prefixes[source] = RowPrefix.Of(row, _skip);
        else
            _ties = PatienceForTies; // the numbers no longer compare with each other
    }

    private bool TryChoose()
    {
        if (BitOperations.IsPow2(_live))
        {
            _moving = _live;
            _current = BitOperations.TrailingZeroCount(_live);
            return true;
        }

        if (_ties >= PatienceForTies)
            CompareAfresh();

        // The equal ones are collected on the way: they all move on together.
        int best = -1;
        for (uint left = _live; left != 0; left &= left - 1)
        {
            int source = BitOperations.TrailingZeroCount(left);
            int order = best < 0 ? -1 : Compare(source, best);
            if (order < 0)
            {
                best = source;
                _moving = 0;
            }

            if (order <= 0)
                _moving |= 1u << source;
        }

        _current = best;
        return best >= 0;
    }

    private int Compare(int source, int best)
    {
        if (_prefixes[source] != _prefixes[best])
            return _prefixes[source] < _prefixes[best] ? -1 : 1;
        _ties++;
        return _cursors[source].Row.SequenceCompareTo(_cursors[best].Row);
    }

    private void CompareAfresh()
    {
        _ties = 0;
        int common = -1;
        for (uint left = _live; left != 0; left &= left - 1)
        {
            ReadOnlySpan<byte> row = _cursors[BitOperations.TrailingZeroCount(left)].Row;
            common = common < 0 ? Remember(row) : _common.AsSpan(0, common).CommonPrefixLength(row);
        }

        _skip = Math.Max(0, common - Margin);
        for (uint left = _live; left != 0; left &= left - 1)
        {
            int source = BitOperations.TrailingZeroCount(left);
            _prefixes[source] = RowPrefix.Of(_cursors[source].Row, _skip);
        }
    }

    private int Remember(ReadOnlySpan<byte> row)
    {
        if (_common.Length < row.Length)
            _common = new byte[BitOperations.RoundUpToPowerOf2((uint)row.Length)];
        row.CopyTo(_common);
        return row.Length;
    }
}
