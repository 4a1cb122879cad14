using System.Text;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Core.Tests.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Index.Runs;

/// <summary>The run and the manifest that docs/formats.md shows are what the code writes.</summary>
public sealed class RunFormatsPageTests
{
    private static readonly EntryPosition[] Positions = [new(0, 106, 5), new(0, 111, 5)];
    private static readonly Hash[] Leaves = [TreeHash.Leaf(0, "0"u8, "0"u8), TreeHash.Leaf(1, "1"u8, "1"u8)];

    [Fact]
    public void Example_Run_IsWhatRunWriterWrites()
    {
        Assert.Equal(FormatsPage.Example("run"), Run().Bytes);
        Assert.Equal("index/00000000000000000000-00000000000000000002.run", RunName.Format(0, 2));
    }

    [Fact]
    public void Example_Manifest_IsWhatEncodeGives()
    {
        var tail = TreeTail.Empty.Append(Leaves, []);
        var manifest = new Manifest
        {
            Size = 2,
            Root = tail.Root,
            Segment = 0,
            LastFrame = 0,
            Position = 116,
            Frames = 1,
            HasValues = false,
            Tiles = [Tile.FromHashes(new TileId(0, 0), Leaves)],
            Positions = Positions,
            Runs = [Run().Info],
        };

        Assert.Equal(FormatsPage.Example("manifest"), ManifestCodec.Encode(manifest));

        var named = ManifestCodec.Encode(manifest with { Requests = [new CommittedRequest(RequestId.Of("", "Set", "one"), 1, 1)] });
        var requests = FormatsPage.Example("manifest-requests");
        Assert.Equal(2, named[7]);
        Assert.Equal(requests, named[^requests.Length..]);
    }

    private static WrittenRun Run() => new([Row(0), Row(1)], 0, 2);

    private static byte[] Row(int index)
    {
        var row = new byte[IndexRows.MaxKeyRowLength(1)];
        var key = Encoding.ASCII.GetBytes($"{index}");
        return row[..IndexRows.WriteKeyRow(key, new RowTail((ulong)index, EntryKind.Plain, Positions[index]), row, out _)];
    }
}
