using System.Buffers;

namespace ImmuFunctions.Core.Index;

/// <summary>Writes a run: rows in order go in, the blob's bytes come out.</summary>
/// <remarks>
/// <para>The bytes are a function of the rows and the range alone. Nothing is allocated per row, and no more than a block is held back.</para>
/// <para>A block's or page's fence is its first row up to the first byte in which that differs from the row before. No
/// group begins with another group, so this byte is in the first row's group whenever the two are of different groups.
/// For the same reason a row has the group, or filter key, of the row before it just if it shares that many bytes.</para>
/// </remarks>
public sealed class RunWriter
{
    private readonly ulong _from;
    private readonly ulong _to;
    private readonly int _slices;
    private readonly IBufferWriter<byte> _output;
    private readonly RowBatch _batch = new();
    private readonly PageBuilder _page = new();
    private readonly List<PageInfo> _pages = [];
    private byte[] _block = new byte[16 * 1024];
    private int _blockBytes;
    private int _blockRows;
    private int _filterKeyBytes;
    private long _pageOffset;
    private long _length;
    private long _rows;
    private long _keys;
    private bool _isFinished;

    /// <param name="from">Index of the first entry covered.</param>
    /// <param name="to">One past the index of the last.</param>
    /// <param name="slices">Slices of the log covered, 1 to the number of entries.</param>
    /// <param name="output">Receives the bytes, a block at a time; the caller may drain it between two calls.</param>
    /// <exception cref="ArgumentException">The range is empty or has fewer entries than slices.</exception>
    public RunWriter(ulong from, ulong to, int slices, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to, from);
        ArgumentOutOfRangeException.ThrowIfLessThan(slices, 1);
        if ((ulong)slices > to - from)
            throw new ArgumentException($"{to - from} entries are not {slices} slices.", nameof(slices));
        (_from, _to, _slices, _output) = (from, to, slices, output);
    }

    /// <summary>Adds the next row.</summary>
    /// <param name="row">1 to <see cref="RunLayout.MaxRowBytes"/> bytes, of a form that <see cref="IndexRows.TryParse"/> accepts.</param>
    /// <exception cref="ArgumentException">It is not above the row before it, or no row.</exception>
    /// <exception cref="InvalidOperationException">The run is finished.</exception>
    public void Add(ReadOnlySpan<byte> row)
    {
        ThrowIfFinished();
        if (row.Length > RunLayout.MaxRowBytes)
            throw new ArgumentException($"A row has at most {RunLayout.MaxRowBytes} bytes, not {row.Length}.", nameof(row));
        var last = _batch.Last;
        var shared = last.CommonPrefixLength(row);
        if (shared == row.Length || (shared < last.Length && row[shared] < last[shared]))
            throw new ArgumentException($"Row {_rows} is not above the row before it.", nameof(row));

        if (_blockRows == 0)
            _page.BeginBlock(row[..(_rows == 0 ? 0 : shared + 1)]);
        AddFilterKey(row, shared);
        AddToBlock(row, _blockRows == 0 ? 0 : shared);

        _batch.Add(row);
        if (_batch.IsFull)
            _page.AddLeaves(_batch);
        _rows++;
        if (++_blockRows == RunLayout.BlockRows)
            EndBlock();
    }

    /// <summary>Writes what is left and the footer. Afterwards nothing more can be added.</summary>
    public RunInfo Finish()
    {
        ThrowIfFinished();
        if (_blockRows > 0)
            EndBlock();
        if (!_page.IsEmpty)
            EndPage();
        _isFinished = true;

        var pages = _pages.ToArray();
        var run = new RunInfo(_from, _to, _slices, _rows, _keys, _length + RunFooter.Length(pages), RunInfoCodec.Root(pages), pages);
        _output.Write(RunFooter.Encode(run));
        return run;
    }

    private void AddFilterKey(ReadOnlySpan<byte> row, int shared)
    {
        var isNew = shared < _filterKeyBytes || _rows == 0;
        if (isNew)
        {
            var bytes = IndexRows.FilterKeyLength(row);
            if (bytes == 0)
                throw new ArgumentException($"Row {_rows} begins with no filter key.", nameof(row));
            _filterKeyBytes = bytes;
            if (row[0] == (byte)RowFamily.Key)
                _keys++;
        }

        // A page has every filter key of its rows, also one that the page before it has too.
        if (isNew || _page.HasNoKey)
            _page.AddKey(row[.._filterKeyBytes]);
    }

    private void AddToBlock(ReadOnlySpan<byte> row, int shared)
    {
        // Room for the checksum too.
        var needed = _blockBytes + StoredRow.MaxHeadBytes + (row.Length - shared) + Checksum.Size;
        if (_block.Length < needed)
            Array.Resize(ref _block, Math.Max(2 * _block.Length, needed));
        _blockBytes += StoredRow.Write(row, shared, _block.AsSpan(_blockBytes));
    }

    private void EndBlock()
    {
        _blockBytes += Checksum.Size;
        Checksum.Write(_block.AsSpan(0, _blockBytes));
        _output.Write(_block.AsSpan(0, _blockBytes));
        _length += _blockBytes;
        _page.EndBlock(_blockBytes);
        (_blockBytes, _blockRows) = (0, 0);
        if (_page.IsFull)
            EndPage();
    }

    private void EndPage()
    {
        if (_batch.Count > 0)
            _page.AddLeaves(_batch);
        var directory = _page.Finish(_pageOffset, out var page);
        _output.Write(directory);
        _length += directory.Length;
        _pageOffset = _length;
        _pages.Add(page);
    }

    private void ThrowIfFinished()
    {
        if (_isFinished)
            throw new InvalidOperationException("The run is finished.");
    }
}
