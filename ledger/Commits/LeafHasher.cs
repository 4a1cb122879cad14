using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>Hashes a frame's entries into leaves, many at once.</summary>
/// <remarks>Leaf data of a few hundred entries is laid out in one buffer that stays in the processor's cache, then hashed as a batch.</remarks>
internal sealed class LeafHasher
{
    private const int BatchEntries = 512;
    private const int BatchBytes = 128 << 10;

    private readonly MessageRange[] _ranges = new MessageRange[BatchEntries];
    private byte[] _data = new byte[BatchBytes];

    /// <param name="frame">The frame that the records lie in.</param>
    /// <param name="records">Its entries.</param>
    /// <param name="firstIndex">Index of the first.</param>
    /// <param name="leaves">Receives one hash per entry.</param>
    public void Hash(ReadOnlySpan<byte> frame, ReadOnlySpan<RecordPlace> records, ulong firstIndex, Span<Hash> leaves)
    {
        int hashed = 0;
        while (hashed < records.Length)
        {
            int count = LayOut(frame, records[hashed..], firstIndex + (ulong)hashed);
            Sha256Batch.Hash(_data, _ranges.AsSpan(0, count), leaves.Slice(hashed, count));
            hashed += count;
        }
    }

    private int LayOut(ReadOnlySpan<byte> frame, ReadOnlySpan<RecordPlace> records, ulong index)
    {
        int count = 0, used = 0;
        foreach (RecordPlace record in records)
        {
            int length = LeafData.Length(record.KeyLength, record.ValueLength);
            if (count == BatchEntries || (count > 0 && used + length > _data.Length))
                break;
            if (length > _data.Length)
                _data = new byte[length];
            LeafData.Write(index++, frame[record.Key], frame[record.Value], _data.AsSpan(used, length));
            _ranges[count++] = new MessageRange(used, length);
            used += length;
        }

        return count;
    }
}
