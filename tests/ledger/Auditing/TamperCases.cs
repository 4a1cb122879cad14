using System.Buffers;
using System.Buffers.Binary;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Auditing;

namespace ImmuFunctions.Ledger.Tests.Auditing;

/// <summary>The ways to change what is stored that an audit must find.</summary>
internal static class TamperCases
{
    private const string Manifest = "index/manifest";
    private const string Checkpoint = "checkpoint";

    public static IReadOnlyList<TamperCase> All { get; } =
    [
        new("value of the first entry, one byte", c => c.FlipValue(0), AuditFault.LogDamaged) { Index = _ => 0 },
        new("value of a middle entry, one byte", c => c.FlipValue(c.Middle), AuditFault.LogDamaged) { Index = c => c.Middle },
        new("value of the last entry, one byte", c => c.FlipValue(c.Shape.Last), AuditFault.LogDamaged) { Index = c => c.Shape.Last },
        new("value of the first entry, checksum mended", c => c.FlipMended(0, -1), AuditFault.LogDamaged) { Index = _ => 0 },
        new("value of the last entry, checksum mended", c => c.FlipMended(c.Shape.Last, -1), AuditFault.LogDamaged) { Index = c => c.Shape.Last },
        new("key of a middle entry, checksum mended", c => c.FlipMended(c.Middle, 3), AuditFault.LogDamaged) { Index = c => c.Middle },
        new("kind of the first entry, checksum mended", c => SetKind(c, 0), AuditFault.LogKinds, AuditFault.Run) { FirstFindsIt = null },
        new("kind of the last entry, checksum mended", c => SetKind(c, c.Shape.Last), AuditFault.LogKinds) { FirstFindsIt = false },
        new("id of a request, checksum mended", FlipRequestId, AuditFault.LogKinds, AuditFault.Manifest) { FirstFindsIt = null },
        new("frame's count of entries, checksum mended", c => FlipHeader(c, 41), AuditFault.LogDamaged),
        new("frame's root after, checksum mended", c => FlipHeader(c, 80), AuditFault.LogDamaged),
        new("frame's root before, checksum mended", c => FlipHeader(c, 50), AuditFault.LogDamaged),
        new("frame's first index, checksum mended", c => FlipHeader(c, 37), AuditFault.LogDamaged),
        new("frame's length", c => c.Image.Flip(c.Image.Find(c.Middle).Segment, c.Image.Find(c.Middle).Frame + 7), AuditFault.LogDamaged),
        new("hash tile of level 0, one byte", c => c.Image.Flip("tile/0/000", (5 * 32) + 1), AuditFault.HashTile) { Applies = c => c.Has("tile/0/000"), Index = _ => 5 },
        new("newest hash tile of level 0, one byte", c => c.Image.Flip(c.Image.Files.Keys.Where(IsLeafTile).Max(StringComparer.Ordinal)!, -1), AuditFault.HashTile) { Applies = c => c.Has("tile/0/000") },
        new("hash tile of level 1, one byte", c => c.Image.Flip("tile/1/000", 7), AuditFault.HashTile) { Applies = c => c.Has("tile/1/000"), Index = _ => 0 },
        new("position tile, one byte of a row", c => c.Image.Flip("positions/000", 12 + (16 * 9) + 10), AuditFault.PositionTile) { Applies = c => c.Has("positions/000"), Index = _ => 9 },
        new("run: a block of rows", c => c.Image.Flip(c.Image.Runs.First(), 40), AuditFault.Run) { Applies = c => c.HasRuns },
        new("run: a page's directory (fences, filter)", c => c.Image.Flip(c.Image.Runs.First(), FilterOf(c.Image)), AuditFault.Run) { Applies = c => c.HasRuns },
        new("run: the footer", c => c.Image.Flip(c.Image.Runs.Last(), -30), AuditFault.Run) { Applies = c => c.HasRuns },
        new("run: deleted", c => c.Image.Files.Remove(c.Image.Runs.First()), AuditFault.Run) { Applies = c => c.HasRuns },
        new("run: sound, of other entries (and a manifest that fits)", ReplaceIndex, AuditFault.Run, AuditFault.Manifest) { Applies = c => c.HasRuns },
        new("run: a row says another place, all sums and roots mended", RewriteRun, AuditFault.Run) { Applies = c => c.HasRuns, Index = _ => 3 },
        new("manifest, one byte", c => c.Image.Flip(Manifest, 30), AuditFault.Manifest) { Applies = c => c.HasRuns },
        new("manifest, last frame's place, checksum mended", c => FlipManifest(c, 63), AuditFault.Manifest) { Applies = c => c.HasRuns },
        new("whole tail cut, with marks", CutTail, AuditFault.LogCut) { IsForFolders = true },
        new("whole tail cut, without marks", c => { CutTail(c); RemoveMarks(c); }, AuditFault.LogCut),
        new("everything set back to an older copy", c => c.ReplaceBy(c.Older), AuditFault.LogCut) { FirstFindsIt = false },
        new("first segment deleted", c => Remove(c, c.Image.Segments.First()), AuditFault.LogCut),
        new("last segment deleted", c => Remove(c, c.Image.Segments.Last()), AuditFault.LogCut),
        new("log deleted", c => c.Image.Segments.ToList().ForEach(s => Remove(c, s)), AuditFault.LogCut),
        new("two segments swapped", SwapSegments, AuditFault.LogDamaged, AuditFault.LogCut) { Applies = c => c.Image.Segments.Count() > 1 },
        new("a segment copied to another name", c => c.Image["log/00000000000000000003.seg"] = [.. c.Image[c.Image.Segments.First()]], AuditFault.StrangeSegment),
        new("log forked, all rewritten and signed again by the same key", c => c.ReplaceBy(c.Forked), AuditFault.LogForked) { FirstFindsIt = false },
        new("key swapped: checkpoint signed by another", c => c.Image[Checkpoint] = c.Resigned[Checkpoint], AuditFault.Key),
        new("checkpoint deleted", c => c.Image.Files.Remove(Checkpoint), AuditFault.Checkpoint) { FirstFindsIt = false },
        new("checkpoint of an older size", c => c.Image[Checkpoint] = c.Older[Checkpoint], AuditFault.Checkpoint) { FirstFindsIt = false },
        new("checkpoint over another history", c => c.Image[Checkpoint] = c.Forked[Checkpoint], AuditFault.Checkpoint),
        new("checkpoint, one byte of the signature", c => c.Image.Flip(Checkpoint, -20), AuditFault.Checkpoint),
        new("checkpoint of another origin", c => c.Image.Flip(Checkpoint, 0), AuditFault.Checkpoint),
    ];

    private static bool IsLeafTile(string name) => name.StartsWith("tile/0/", StringComparison.Ordinal);

    private static void SetKind(TamperContext c, ulong index) => c.FlipMended(index, 0);

    private static void FlipHeader(TamperContext c, int at)
    {
        (string segment, int frame, _, _) = c.Image.Find(c.Middle);
        c.Image.Flip(segment, frame + at);
        c.Image.Mend(segment, frame);
    }

    // The second frame carries an id, behind the header and the number of requests.
    private static void FlipRequestId(TamperContext c)
    {
        (string segment, int frame, _, _) = c.Image.Find((ulong)c.Shape.PerFrame);
        c.Image.Flip(segment, frame + FrameCodec.HeaderLength + 4);
        c.Image.Mend(segment, frame);
    }

    // A bit that is not set in the last filter of the first page's directory, or one that is.
    private static int FilterOf(LedgerImage image)
    {
        byte[] run = image[image.Runs.First()];
        int footer = BinaryPrimitives.ReadInt32BigEndian(run.AsSpan(run.Length - 12));
        return run.Length - footer - 6;
    }

    private static void FlipManifest(TamperContext c, int at)
    {
        byte[] manifest = c.Image[Manifest];
        manifest[at] ^= 1;
        BinaryPrimitives.WriteUInt32BigEndian(manifest.AsSpan(manifest.Length - 4), Crc32C.Compute(manifest.AsSpan(0, manifest.Length - 4)));
    }

    // The index of the forked log with this log's head: sound in itself, and of other rows, if the two logs differ in what it covers.
    private static void ReplaceIndex(TamperContext c)
    {
        foreach (string run in c.Forked.Runs)
            c.Image[run] = [.. c.Forked[run]];
        c.Image[Manifest] = [.. c.Forked[Manifest]];
    }

    // As somebody would who knows the format: the run of other rows, its footer, and a manifest that names it.
    private static void RewriteRun(TamperContext c)
    {
        ManifestCodec.TryDecode(c.Image[Manifest], out Manifest? manifest);
        RunInfo run = manifest!.Runs[0];
        var output = new ArrayBufferWriter<byte>();
        var writer = new RunWriter(run.From, run.To, run.Slices, output);
        foreach (byte[] row in RowsOf(c.Image[RunName.Format(run.From, run.To)], run))
        {
            int group = IndexRows.GroupLength(row);
            RowTail tail = IndexRows.Tail(row, group);
            if (row[0] == (byte)RowFamily.Key && tail.EntryIndex == 3)
                tail = tail with { Position = tail.Position with { Offset = tail.Position.Offset + 1 } };
            var changed = new byte[IndexRows.MaxLength(group)];
            writer.Add(changed.AsSpan(0, IndexRows.Write(row.AsSpan(0, group), tail, changed)));
        }

        RunInfo made = writer.Finish();
        c.Image[RunName.Format(run.From, run.To)] = output.WrittenSpan.ToArray();
        c.Image[Manifest] = ManifestCodec.Encode(manifest with { Runs = [made, .. manifest.Runs.Skip(1)] });
    }

    private static IEnumerable<byte[]> RowsOf(byte[] bytes, RunInfo run)
    {
        foreach (PageInfo page in run.Pages)
        {
            PageDirectory.TryDecode(bytes.AsSpan((int)page.Offset + page.BlockBytes, page.DirectoryBytes), page, out PageDirectory? directory);
            for (int number = 0; number < directory!.BlockCount; number++)
            {
                (int offset, int length) = directory.Place(number);
                RunBlock.TryDecode(bytes.AsSpan((int)page.Offset + offset, length), directory.Root(number), out RunBlock? block);
                for (int row = 0; row < block!.Count; row++)
                    yield return block.Row(row).ToArray();
            }
        }
    }

    private static void CutTail(TamperContext c)
    {
        string segment = c.Image.Segments.Last();
        c.Image[segment] = c.Image[segment][..LastFrameOf(c.Image[segment])];
    }

    private static int LastFrameOf(byte[] segment)
    {
        int last = 0;
        for (int at = 0; at < segment.Length && FrameCodec.TryReadLength(segment.AsSpan(at), out int length); at += length)
            last = at;
        return last;
    }

    private static void RemoveMarks(TamperContext c) => c.Image.Files.Keys.Where(n => n.EndsWith(".ack", StringComparison.Ordinal)).ToList().ForEach(n => c.Image.Files.Remove(n));

    private static void Remove(TamperContext c, string segment)
    {
        c.Image.Files.Remove(segment);
        c.Image.Files.Remove(segment + ".ack");
    }

    private static void SwapSegments(TamperContext c)
    {
        string[] two = [.. c.Image.Segments.Take(2)];
        (c.Image[two[0]], c.Image[two[1]]) = (c.Image[two[1]], c.Image[two[0]]);
        foreach (string mark in two.Select(s => s + ".ack"))
            c.Image.Files.Remove(mark);
    }
}
