using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Simulator.Checking;
using Xunit;

namespace ImmuFunctions.Simulation.Tests.Checking;

/// <summary>What lands in the log is taken apart and recomputed.</summary>
public sealed class LogModelTests
{
    private readonly ForgedRun _run = new();

    [Fact]
    public void Root_OfTheWorkedExample_IsThatOfTheFormatsPage()
    {
        var tree = new NaiveTree();
        tree.Add("0"u8, "0"u8);
        tree.Add("1"u8, "1"u8);

        Assert.Equal(Hash.Parse("45681b0ed75bc5aeb3da606815357f7faa12e8c103deb2f044fadee9552a86f1"), tree.Root(2));
        Assert.Equal(Hash.Parse("083d67222458f4f940c401cec7221797fb781feeb7373743ea8567bf03f67497"), tree.Root(1));
        Assert.Equal(Hash.EmptyTree, tree.Root(0));
    }

    [Fact]
    public void Append_FramesThatFollow_IsTakenIn()
    {
        Assert.Null(_run.Land(("a", "1"), ("b", "2")));
        Assert.Null(_run.Land(("a", "3")));

        Assert.Equal((3, 2), (_run.Log.Size, _run.Log.Latest("a", 3)!.Index));
        Assert.Equal(0, _run.Log.Latest("a", 2)!.Index);
    }

    [Fact]
    public void Append_RootIsWrong_IsFound()
    {
        (byte[] frame, _) = _run.Frame([("a", "1")], claimedRoot: Hash.EmptyTree);

        Assert.Contains("root", _run.Append(frame), StringComparison.Ordinal);
    }

    [Fact]
    public void Append_FrameIsThereTwice_IsFound()
    {
        (byte[] frame, _) = _run.Frame([("a", "1")]);

        Assert.Null(_run.Append(frame));
        Assert.Contains("begins with entry 0", _run.Append(frame), StringComparison.Ordinal);
    }

    [Fact]
    public void Append_BytesAreChanged_IsFound()
    {
        (byte[] frame, _) = _run.Frame([("a", "1")]);
        frame[^1] ^= 1;

        Assert.Contains("is not one frame", _run.Append(frame), StringComparison.Ordinal);
    }

    [Fact]
    public void Append_ToAnotherSegment_IsFound()
    {
        (byte[] frame, _) = _run.Frame([("a", "1")]);

        Assert.NotNull(_run.Log.Append(SegmentName.Format(7), 0, frame));
    }

    [Fact]
    public void Create_SegmentBeforeTheSeal_IsFound()
    {
        _run.Land(("a", "1"));

        Assert.NotNull(_run.Log.Create(SegmentName.Format(1)));
    }

    [Fact]
    public void Tile_OfOtherLeaves_IsFound()
    {
        _run.Land([.. Enumerable.Range(0, 256).Select(i => ($"{i}", "v"))]);
        byte[] leaves = Hash.AsBytes(_run.Log.Leaves.ToArray()).ToArray();
        var tiles = new TileWatch(_run.Log);

        Assert.Null(tiles.Check("tile/0/000", leaves));
        leaves[77] ^= 1;
        Assert.NotNull(tiles.Check("tile/0/000", leaves));
        Assert.NotNull(tiles.Check("tile/0/001", leaves));
    }
}
