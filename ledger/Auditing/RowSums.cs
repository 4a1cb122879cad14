using System.Buffers.Binary;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Stands for a set of index rows in little memory, so that two can be compared: for each 256 entries one number.</summary>
/// <remarks>Each row is hashed under a key that only this run of the audit has; the numbers are sums of these hashes modulo 2^128. Two sets have the same
/// sums under one key if they are the same, rows that are there twice included, and only then.</remarks>
internal sealed class RowSums(UInt128 key)
{
    /// <summary>Entries to a sum.</summary>
    public const ulong Width = 256;

    private const int KeyBytes = 16;
    private const int BatchRows = 256;

    private readonly Dictionary<ulong, UInt128> _sums = [];
    private readonly MessageRange[] _ranges = new MessageRange[BatchRows];
    private readonly Hash[] _digests = new Hash[BatchRows];
    private readonly ulong[] _buckets = new ulong[BatchRows];
    private byte[] _batch = new byte[64 << 10];
    private int _rows;
    private int _used;

    /// <summary>A set without rows, to be compared with this.</summary>
    public RowSums Empty() => new(key);

    /// <summary>The numbers, in order, of the tiles of 256 entries whose rows differ.</summary>
    public IEnumerable<ulong> Unequal(RowSums other)
    {
        Flush();
        other.Flush();
        return _sums.Keys.Union(other._sums.Keys).Where(b => _sums.GetValueOrDefault(b) != other._sums.GetValueOrDefault(b)).Order();
    }

    /// <summary>Adds a row.</summary>
    public void Add(ulong index, ReadOnlySpan<byte> row)
    {
        int length = KeyBytes + row.Length;
        if (_rows == BatchRows || (_used + length > _batch.Length && _rows > 0))
            Flush();
        if (length > _batch.Length)
            _batch = new byte[2 * length];
        BinaryPrimitives.WriteUInt128BigEndian(_batch.AsSpan(_used), key);
        row.CopyTo(_batch.AsSpan(_used + KeyBytes));
        _ranges[_rows] = new MessageRange(_used, length);
        _buckets[_rows++] = index / Width;
        _used += length;
    }

    private void Flush()
    {
        Sha256Batch.Hash(_batch, _ranges.AsSpan(0, _rows), _digests);
        for (int i = 0; i < _rows; i++)
        {
            UInt128 digest = BinaryPrimitives.ReadUInt128BigEndian(Hash.AsBytes(_digests.AsSpan(i, 1)));
            _sums[_buckets[i]] = unchecked(_sums.GetValueOrDefault(_buckets[i]) + digest);
        }

        (_rows, _used) = (0, 0);
    }
}
