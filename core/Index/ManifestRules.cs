using System.Diagnostics;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Core.Index;

/// <summary>What is true of the parts of every manifest.</summary>
internal static class ManifestRules
{
    /// <summary>Checks a manifest whose tiles, positions and runs are as many as its size asks for, each sound by itself.</summary>
    public static RunFault Check(Manifest manifest)
    {
        if (!IsCovered(manifest.Size, manifest.Runs) || !IsEndPossible(manifest) || !ArePositionsPossible(manifest) || !AreRequestsPossible(manifest))
            return RunFault.BadContent;
        var tiles = manifest.Tiles.GetEnumerator();
        var tail = TreeTail.FromTiles(manifest.Size, _ => tiles.MoveNext() ? tiles.Current : throw new UnreachableException());
        return tail.Root == manifest.Root ? RunFault.None : RunFault.BadRoot;
    }

    private static bool IsCovered(ulong size, IReadOnlyList<RunInfo> runs)
    {
        var end = 0UL;
        foreach (var run in runs)
        {
            if (run.From != end) return false;
            end = run.To;
        }

        return end == size;
    }

    // In commit order, and each of entries of its own.
    private static bool AreRequestsPossible(Manifest manifest)
    {
        if (manifest.Requests.Count > CommittedRequest.Window) return false;
        var end = 0UL;
        foreach (var request in manifest.Requests)
        {
            if (request.Count < 1 || request.FirstIndex < end || request.FirstIndex >= manifest.Size || (ulong)request.Count > manifest.Size - request.FirstIndex)
                return false;
            end = request.FirstIndex + (ulong)request.Count;
        }

        return true;
    }

    private static bool IsEndPossible(Manifest manifest)
    {
        if (manifest.Size == 0)
            return manifest is { Segment: 0, LastFrame: 0, Position: 0, Frames: 0 };
        return manifest.Segment < manifest.Size
            && manifest.Frames >= 1
            && manifest.LastFrame >= (manifest.Frames - 1L) * FrameCodec.HeaderLength
            && manifest.Position >= FrameCodec.HeaderLength
            && manifest.LastFrame <= manifest.Position - FrameCodec.HeaderLength;
    }

    // Records lie one after the other, a segment begins with its first entry, and the last frame ends with the last record.
    private static bool ArePositionsPossible(Manifest manifest)
    {
        var index = manifest.Size - (ulong)manifest.Positions.Count;
        EntryPosition? previous = null;
        foreach (var position in manifest.Positions)
        {
            if (position.Offset < FrameCodec.HeaderLength) return false;
            if (previous is { } before)
            {
                var follows = position.Segment == before.Segment ? position.Offset >= before.Offset + before.Length : position.Segment == index;
                if (!follows) return false;
            }

            previous = position;
            index++;
        }

        return previous is not { } last
            || (last.Segment == manifest.Segment && last.Offset - FrameCodec.HeaderLength >= manifest.LastFrame && last.Offset + last.Length == manifest.Position);
    }
}
