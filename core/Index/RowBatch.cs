using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Index;

/// <summary>Rows on their way into a run, laid out so that their leaves are hashed side by side.</summary>
internal sealed class RowBatch
{
    // As many as are sorted by length at once: those of one length fill the lanes.
    private const int MaxRows = 256;

    // With rows so long that this is reached, few fill the lanes as well.
    private const int MaxBytes = 64 * 1024;

    private readonly MessageRange[] _messages = new MessageRange[MaxRows];
    private byte[] _bytes = new byte[16 * 1024];
    private int _end;
    private int _lastAt;

    /// <summary>Rows whose leaves are still to be computed.</summary>
    public int Count { get; private set; }

    /// <summary>Whether they should be computed before another row is added.</summary>
    public bool IsFull => Count == MaxRows || _end >= MaxBytes;

    /// <summary>The row added last, until the next is added; empty before the first.</summary>
    public ReadOnlySpan<byte> Last => _bytes.AsSpan(_lastAt, _end - _lastAt);

    /// <summary>Adds a row; not when full.</summary>
    public void Add(ReadOnlySpan<byte> row)
    {
        if (_bytes.Length - _end <= row.Length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _end + 1 + row.Length));
        _bytes[_end] = RowTree.LeafPrefix;
        row.CopyTo(_bytes.AsSpan(_end + 1));
        _messages[Count++] = new MessageRange(_end, 1 + row.Length);
        _lastAt = _end + 1;
        _end = _lastAt + row.Length;
    }

    /// <summary>Computes the leaves of the rows added and forgets the rows, but for <see cref="Last"/>.</summary>
    /// <param name="leaves">Receives <see cref="Count"/> hashes.</param>
    public void Hash(Span<Hash> leaves)
    {
        Sha256Batch.Hash(_bytes.AsSpan(0, _end), _messages.AsSpan(0, Count), leaves);
        Count = 0;
        var last = Last.Length;
        Last.CopyTo(_bytes);
        _lastAt = 0;
        _end = last;
    }
}
