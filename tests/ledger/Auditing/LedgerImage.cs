using System.Text;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Checkpoints;
using ImmuFunctions.Ledger.Tests.Stores;

namespace ImmuFunctions.Ledger.Tests.Auditing;

/// <summary>All files of a ledger as bytes, to be changed and put into stores: what somebody has who can write to the disk.</summary>
internal sealed class LedgerImage(Dictionary<string, byte[]> files)
{
    public Dictionary<string, byte[]> Files => files;

    public byte[] this[string name]
    {
        get => files[name];
        set => files[name] = value;
    }

    public IEnumerable<string> Segments => Named("log/", ".seg");

    public IEnumerable<string> Runs => Named("index/", ".run");

    /// <summary>Writes a ledger in a folder, entry i the same whenever it is written unless it is at or after <paramref name="otherFrom"/>, and takes what is there then.</summary>
    public static async Task<LedgerImage> WriteAsync(LedgerShape shape, TestSigner? signer, int? otherFrom = null)
    {
        using var folder = new TemporaryFolder();
        await using (FolderStore store = FolderStore.Open(folder.Root))
        {
            UInt128 batch = 0;
            LedgerOptions options = shape.Options with { Signer = signer, CheckpointOrigin = TestSigner.Origin, CheckpointInterval = TimeSpan.Zero, NewBatchId = () => ++batch };
            await using LedgerEngine ledger = await TestLedger.OpenAsync(store, options);
            for (int written = 0, frame = 0; written < shape.Entries; written += shape.PerFrame, frame++)
            {
                EntryDraft[] drafts = [.. Enumerable.Range(written, Math.Min(shape.PerFrame, shape.Entries - written)).Select(i => Draft(i, i >= otherFrom))];
                await ledger.AppendAsync(drafts, frame % 5 == 1 ? new RequestId((UInt128)(uint)frame) : null, Ct);
            }

            await ledger.SettleAsync(Ct);
            await ledger.PublishCheckpointAsync(Ct);
        }

        var image = new LedgerImage(Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(folder.Root, path), Path: path))
            .Where(file => !file.Name.StartsWith('.'))
            .ToDictionary(file => file.Name, file => File.ReadAllBytes(file.Path)));
        image.RemoveMergedRuns();
        return image;
    }

    public LedgerImage Copy() => new(files.ToDictionary(f => f.Key, f => f.Value.ToArray()));

    /// <summary>Where an entry's record begins.</summary>
    public (string Segment, int Frame, int Record, int Length) Find(ulong index)
    {
        foreach (string segment in Segments)
        {
            byte[] bytes = files[segment];
            for (int at = 0; at < bytes.Length;)
            {
                FrameCodec.Read(bytes.AsSpan(at), out FrameHeader header, out ReadOnlySpan<byte> entries, out int length);
                if (index >= header.FirstIndex && index < header.FirstIndex + (ulong)header.Count)
                {
                    var walk = new EntryReader(entries, header.Count);
                    for (ulong i = header.FirstIndex; i <= index; i++)
                        walk.MoveNext();
                    return (segment, at, at + length - entries.Length + walk.Offset, walk.Length);
                }

                at += length;
            }
        }

        throw new InvalidOperationException($"no entry {index}");
    }

    /// <summary>Gives a frame the checksum that its changed bytes should have.</summary>
    public void Mend(string segment, int frame)
    {
        FrameCodec.TryReadLength(files[segment].AsSpan(frame), out int length);
        FrameCodec.WriteChecksum(files[segment].AsSpan(frame, length));
    }

    public void Flip(string name, int at) => files[name][at < 0 ? files[name].Length + at : at] ^= 0x01;

    /// <summary>Without the files that only a folder has beside its blobs.</summary>
    public async Task<MemoryStore> ToMemoryAsync(bool exclusive = false)
    {
        var store = new MemoryStore(exclusive);
        foreach ((string name, byte[] bytes) in files.Where(f => !f.Key.EndsWith(".ack", StringComparison.Ordinal)))
        {
            if (!name.EndsWith(".seg", StringComparison.Ordinal))
            {
                await store.PutAsync(name, bytes, PutCondition.IfAbsent, PutDurability.Durable, Ct);
                continue;
            }

            await store.CreateAppendBlobAsync(name, Ct);
            if (bytes.Length > 0)
                await store.AppendAsync(name, 0, bytes, Ct);
        }

        return store;
    }

    // Runs that were merged away go when there is time for it: on a busy machine some may still be there. No audit looks at them.
    private void RemoveMergedRuns()
    {
        if (!files.TryGetValue("index/manifest", out byte[]? bytes))
            return;
        ManifestCodec.TryDecode(bytes, out Manifest? manifest);
        string[] named = [.. manifest!.Runs.Select(run => RunName.Format(run.From, run.To))];
        foreach (string merged in Runs.Except(named).ToArray())
            files.Remove(merged);
    }

    private static EntryDraft Draft(int i, bool isOther)
    {
        byte[] value = Encoding.UTF8.GetBytes($"{(isOther ? "other" : "value")}-{i}");
        byte[] key = Encoding.UTF8.GetBytes($"key-{i % 97}");
        return i % 50 == 7
            ? new EntryDraft(EntryKind.SortedSetMember, SortedSetKey.Encode("set"u8, i, key, null), value)
            : new EntryDraft(EntryKind.Plain, key, value);
    }

    private IEnumerable<string> Named(string start, string end) =>
        files.Keys.Where(n => n.StartsWith(start, StringComparison.Ordinal) && n.EndsWith(end, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
