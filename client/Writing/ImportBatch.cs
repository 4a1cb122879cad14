using Google.Protobuf;
using Immudb.Schema;

namespace ImmuFunctions.Client.Writing;

/// <summary>One batch of an import, being filled or under way.</summary>
internal sealed class ImportBatch
{
    // A message's own bytes for each element: two lengths and three tags, five bytes each at most.
    private const int OverheadBytes = 16;

    private readonly HashSet<LedgerBytes> _keys = [];

    public KVList Message { get; } = new();

    public long Bytes { get; private set; }

    public Task<WrittenRange>? Writing { get; set; }

    public int Count => Message.KVs.Count;

    /// <summary>Whether an entry may not be in it: immudb takes a key once in a batch, and no more than so many bytes.</summary>
    public bool IsFullFor(LedgerBytes key, ByteString value, ImportOptions options) =>
        Count > 0 && (Count >= options.BatchEntries || Bytes + BytesOf(key, value) > options.BatchBytes || _keys.Contains(key));

    public void Add(LedgerBytes key, ByteString value)
    {
        Message.KVs.Add(new KeyValue { Key = key.ToByteString(), Value = value });
        _keys.Add(key);
        Bytes += BytesOf(key, value);
    }

    public bool SharesKeysWith(ImportBatch other) => _keys.Overlaps(other._keys);

    private static long BytesOf(LedgerBytes key, ByteString value) => (long)key.Length + value.Length + OverheadBytes;
}
