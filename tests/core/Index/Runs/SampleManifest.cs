using System.Text;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Core.Tests.Index.Runs;

/// <summary>Manifests whose parts fit each other.</summary>
internal static class SampleManifest
{
    private const int RecordBytes = 20;
    private const int FrameEntries = 100;

    /// <summary>Entries in one segment, a frame each 100; the runs end where told.</summary>
    public static Manifest Of(params int[] runEnds)
    {
        var size = runEnds.LastOrDefault();
        Hash[] leaves = [.. Enumerable.Range(0, size).Select(i => TreeHash.Leaf(Encoding.ASCII.GetBytes($"{i}")))];
        var tail = TreeTail.Empty.Append(leaves, []);
        var ids = new List<TileId>();
        TreeTail.AddPartialTiles((ulong)size, ids);
        var frames = (size + FrameEntries - 1) / FrameEntries;
        return new Manifest
        {
            Size = (ulong)size,
            Root = tail.Root,
            Segment = 0,
            LastFrame = size == 0 ? 0 : (frames - 1) * (FrameCodec.HeaderLength + (FrameEntries * RecordBytes)),
            Position = (frames * FrameCodec.HeaderLength) + (size * RecordBytes),
            Frames = frames,
            HasValues = size % 2 == 1,
            Tiles = [.. ids.Select(id => tail.TryGetTile(id, out var tile) ? tile : throw new InvalidOperationException($"{id}"))],
            Positions = [.. Enumerable.Range(size / 256 * 256, size % 256).Select(PositionOf)],
            Runs = [.. runEnds.Select((to, i) => Run(i == 0 ? 0 : runEnds[i - 1], to))],
        };
    }

    /// <summary>A run that is nothing but its pages' fences and roots.</summary>
    public static RunInfo OfPages(ulong from, ulong to, int pages)
    {
        Hash[] roots = [.. Enumerable.Range(0, pages).Select(i => TreeHash.Leaf(Encoding.ASCII.GetBytes($"page {i}")))];
        PageInfo[] list = [.. roots.Select((root, i) => new PageInfo(i == 0 ? default : SampleRows.KeyGroup(i), i * 310_000L, 300_000, 10_000, root))];
        var footerBytes = 72 + list.Sum(page => 44 + page.Fence.Length) + RunFooter.TrailerBytes;
        return new RunInfo(from, to, 1, pages * (long)RunLayout.PageRows, 1, (pages * 310_000L) + footerBytes, NaiveTree.Root(roots), list);
    }

    private static RunInfo Run(int from, int to) => new WrittenRun(SampleRows.Mixed(from, to - from), (ulong)from, (ulong)to).Info;

    private static EntryPosition PositionOf(int index) =>
        new(0, (((index / FrameEntries) + 1) * FrameCodec.HeaderLength) + (index * RecordBytes), RecordBytes);
}
