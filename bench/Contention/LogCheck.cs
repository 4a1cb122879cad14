using System.Text;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Bench.Contention;

/// <summary>Reads a whole log as it lies in the store, without the engine, and compares it with what clients were told.</summary>
internal sealed class LogCheck
{
    private readonly Dictionary<string, ulong> _indexes = [];
    private readonly Dictionary<ulong, Hash> _roots = [];
    private readonly List<string> _violations = [];
    private TreeTail _tail = TreeTail.Empty;

    /// <summary>What was found wrong, in words.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>Entries in the log.</summary>
    public ulong Size => _tail.Size;

    /// <summary>Root over all of them, recomputed.</summary>
    public Hash Root => _tail.Root;

    /// <summary>Frames of entries: appends that committed something.</summary>
    public int Frames { get; private set; }

    /// <summary>Segments.</summary>
    public int Segments { get; private set; }

    /// <summary>Entries of unknown outcome that are there.</summary>
    public int UnknownThere { get; private set; }

    /// <summary>Reads the log under <paramref name="prefix"/>.</summary>
    public async Task ReadAsync(IBlobStore store, string prefix, CancellationToken cancellationToken)
    {
        await foreach (BlobInfo segment in store.ListAsync(prefix + SegmentName.Folder, cancellationToken))
        {
            Segments++;
            if (segment.Name != prefix + SegmentName.Format(Size))
                _violations.Add($"{segment.Name} begins after {Size} entries");
            var bytes = new byte[segment.Length];
            if (await store.ReadAsync(segment.Name, 0, bytes, cancellationToken) != bytes.Length)
                _violations.Add($"{segment.Name} is shorter than its listing says");
            Take(segment.Name, bytes);
        }
    }

    /// <summary>Whether every entry is where its writer was told, and none is there twice or unasked.</summary>
    public void Compare(IEnumerable<WrittenEntry> written)
    {
        var unasked = new HashSet<string>(_indexes.Keys);
        foreach (WrittenEntry entry in written)
        {
            bool isThere = _indexes.TryGetValue(entry.Key, out ulong index);
            unasked.Remove(entry.Key);
            if (entry.Outcome == WriteOutcome.Acknowledged && (!isThere || index != entry.Index))
                _violations.Add($"{entry.Key} was acknowledged at {entry.Index} and {(isThere ? $"is at {index}" : "is lost")}");
            UnknownThere += entry.Outcome == WriteOutcome.Unknown && isThere ? 1 : 0;
        }

        foreach (string key in unasked)
            _violations.Add($"{key} at {_indexes[key]} was never written by anybody");
    }

    /// <summary>Whether a root that a client was shown is that of the log at its size.</summary>
    public void Compare(TrustedRoot seen)
    {
        if (seen.Size > 0 && (!_roots.TryGetValue(seen.Size, out Hash root) || root != seen.Root))
            _violations.Add($"a client was shown the root {seen.Root} of {seen.Size} entries, which the log never had");
    }

    private void Take(string segment, ReadOnlySpan<byte> bytes)
    {
        bool isSealed = false;
        for (int at = 0; at < bytes.Length;)
        {
            FrameFault fault = FrameCodec.Read(bytes[at..], out FrameHeader header, out ReadOnlySpan<byte> entries, out int length);
            if (fault != FrameFault.None || isSealed)
            {
                _violations.Add($"{segment}, byte {at}: {(isSealed ? "a frame after the seal" : fault)}");
                return;
            }

            isSealed = header.Kind == FrameKind.Seal;
            if (header.FirstIndex != Size || header.RootBefore != Root)
                _violations.Add($"{segment}, byte {at}: the frame follows {header.FirstIndex} entries with root {header.RootBefore}");
            Take(header, entries);
            if (header.RootAfter != Root)
                _violations.Add($"{segment}, byte {at}: the frame's root is not that of its entries");
            at += length;
        }
    }

    private void Take(FrameHeader header, ReadOnlySpan<byte> entries)
    {
        var leaves = new Hash[header.Count];
        var walk = new EntryReader(entries, header.Count);
        for (int i = 0; walk.MoveNext(); i++)
        {
            ulong index = header.FirstIndex + (ulong)i;
            leaves[i] = TreeHash.Leaf(index, walk.Current.Key, walk.Current.Value);
            if (!_indexes.TryAdd(Encoding.UTF8.GetString(walk.Current.Key), index))
                _violations.Add($"{Encoding.UTF8.GetString(walk.Current.Key)} is there twice, again at {index}");
        }

        _tail = _tail.Append(leaves, []);
        _roots[Size] = Root;
        Frames += header.Kind == FrameKind.Entries ? 1 : 0;
    }
}
