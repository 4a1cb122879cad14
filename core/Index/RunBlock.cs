using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Index;

/// <summary>Up to 128 rows of a run, decoded.</summary>
/// <remarks>
/// <para>Stored as rows, each as <c>varint(bytes shared with the row before) ‖ varint(other bytes) ‖ other bytes</c>, the first sharing
/// none and every other as many as it can, then the CRC-32C u32be of all before.</para>
/// <para>Decoded it is one array of the rows and one of their places. 128 rows that repeat each other take up to 128 times the
/// bytes of their block, as the versions of a long key do; a row never takes more than <see cref="RunLayout.MaxRowBytes"/>.</para>
/// </remarks>
public sealed class RunBlock
{
    /// <summary>Bytes of the smallest block as stored.</summary>
    internal const int MinBytes = StoredRow.MinBytes + Checksum.Size;

    private const int OverheadBytes = 96;

    // Before each row the byte with which it is hashed, so that no copy is needed for that.
    private readonly byte[] _rows;

    // Where each row begins in it, and where one more would.
    private readonly int[] _starts;

    private RunBlock(byte[] rows, int[] starts) => (_rows, _starts) = (rows, starts);

    /// <summary>Rows in the block, at least 1.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>Memory it takes, in bytes.</summary>
    public int MemoryBytes => _rows.Length + (sizeof(int) * _starts.Length) + OverheadBytes;

    /// <summary>Decodes and checks a block: checksum, order, that <see cref="IndexRows.TryParse"/> accepts each row, and root.</summary>
    /// <param name="bytes">As stored; hostile bytes are answered, never thrown.</param>
    /// <param name="root">The RFC 6962 root that its rows must have.</param>
    /// <param name="block">The block, or null on a fault.</param>
    public static RunFault TryDecode(ReadOnlySpan<byte> bytes, Hash root, out RunBlock? block)
    {
        block = null;
        if (bytes.Length < MinBytes) return RunFault.BadLength;
        if (!Checksum.IsSound(bytes)) return RunFault.BadChecksum;
        var stored = bytes[..^Checksum.Size];
        if (!TryMeasure(stored, out var count, out var length)) return RunFault.BadContent;

        var read = new RunBlock(new byte[length], new int[count + 1]);
        var fault = read.Fill(stored);
        if (fault != RunFault.None) return fault;
        if (read.Root() != root) return RunFault.BadRoot;
        block = read;
        return RunFault.None;
    }

    /// <summary>Decodes a block again, without checking it.</summary>
    /// <param name="bytes">Exactly what <see cref="TryDecode"/> has accepted before.</param>
    /// <exception cref="ArgumentException">They cannot be.</exception>
    public static RunBlock Decode(ReadOnlySpan<byte> bytes)
    {
        var stored = bytes[..^Checksum.Size];
        if (!TryMeasure(stored, out var count, out var length))
            throw new ArgumentException("These bytes are no block.", nameof(bytes));
        var read = new RunBlock(GC.AllocateUninitializedArray<byte>(length), new int[count + 1]);
        read.Fill(stored, isChecked: true);
        return read;
    }

    /// <summary>A row.</summary>
    public ReadOnlySpan<byte> Row(int row) => _rows.AsSpan(_starts[row]..(_starts[row + 1] - 1));

    /// <summary>The first row that is not below <paramref name="target"/>, or <see cref="Count"/>.</summary>
    public int LowerBound(ReadOnlySpan<byte> target)
    {
        var (from, to) = (0, Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = Row(middle).SequenceCompareTo(target) < 0 ? (middle + 1, to) : (from, middle);
        }

        return from;
    }

    // Counts rows and the bytes they take decoded, before anything is allocated for them.
    private static bool TryMeasure(ReadOnlySpan<byte> stored, out int count, out int length)
    {
        (count, length) = (0, 0);
        for (var (at, previous) = (0, 0); at < stored.Length; count++)
        {
            if (count == RunLayout.BlockRows || !StoredRow.TryRead(stored, ref at, previous, out var shared, out var rest)) return false;
            previous = shared + rest;
            length += 1 + previous;
            at += rest;
        }

        return true;
    }

    private RunFault Fill(ReadOnlySpan<byte> stored, bool isChecked = false)
    {
        var previous = default(Span<byte>);
        var (at, start) = (0, 1);
        for (var i = 0; i < Count; i++)
        {
            StoredRow.TryRead(stored, ref at, previous.Length, out var shared, out var rest);
            // Ascending, and not a byte less shared than could be: otherwise the same rows could be stored in many ways.
            if (shared < previous.Length && stored[at] <= previous[shared])
                return stored[at] == previous[shared] ? RunFault.BadContent : RunFault.OutOfOrder;

            _starts[i] = start;
            _rows[start - 1] = RowTree.LeafPrefix;
            var row = _rows.AsSpan(start, shared + rest);
            previous[..shared].CopyTo(row);
            stored.Slice(at, rest).CopyTo(row[shared..]);
            if (!isChecked && !IndexRows.TryParse(row, out _, out _)) return RunFault.BadContent;
            previous = row;
            at += rest;
            start += row.Length + 1;
        }

        _starts[^1] = start;
        return RunFault.None;
    }

    private Hash Root()
    {
        Span<MessageRange> messages = stackalloc MessageRange[RunLayout.BlockRows];
        Span<Hash> leaves = stackalloc Hash[RunLayout.BlockRows];
        Span<Hash> scratch = stackalloc Hash[RowTree.ScratchFor(RunLayout.BlockRows)];
        for (var i = 0; i < Count; i++)
            messages[i] = new MessageRange(_starts[i] - 1, _starts[i + 1] - _starts[i]);
        Sha256Batch.Hash(_rows, messages[..Count], leaves);
        return RowTree.Root(leaves[..Count], scratch);
    }
}
