using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Index.Runs;

/// <summary>A manifest is read as it was written; one whose parts do not fit is neither written nor read.</summary>
public sealed class ManifestCodecTests
{
    public static TheoryData<string, Func<Manifest, Manifest>> Misfits { get; } = new()
    {
        { "root", manifest => manifest with { Root = manifest.Runs[0].Root } },
        { "size", manifest => manifest with { Size = manifest.Size - 1 } },
        { "a tile too few", manifest => manifest with { Tiles = [.. manifest.Tiles.Skip(1)] } },
        { "tiles of another tree", manifest => manifest with { Tiles = SampleManifest.Of(2 * 259).Tiles } },
        { "a position too few", manifest => manifest with { Positions = [.. manifest.Positions.Skip(1)] } },
        { "a position too many", manifest => manifest with { Positions = [.. manifest.Positions, manifest.Positions[^1]] } },
        { "positions turned round", manifest => manifest with { Positions = [.. manifest.Positions.Reverse()] } },
        { "position in the frame's header", manifest => Moved(manifest, 0, position => position with { Offset = 7 }) },
        { "position after its entry", manifest => Moved(manifest, 0, position => position with { Segment = 300 }) },
        { "position of no record", manifest => Moved(manifest, 0, position => position with { Length = 2 }) },
        { "position in another segment", manifest => Moved(manifest, 2, position => position with { Segment = 258 }) },
        { "last record beyond the end", manifest => Moved(manifest, 2, position => position with { Length = 21 }) },
        { "last record before the last frame", manifest => manifest with { LastFrame = manifest.Position - FrameCodec.HeaderLength } },
        { "no frame", manifest => manifest with { Frames = 0 } },
        { "more frames than fit", manifest => manifest with { Frames = 1_000 } },
        { "negative last frame", manifest => manifest with { LastFrame = -1 } },
        { "last frame shorter than a header", manifest => manifest with { Position = manifest.LastFrame + 1 } },
        { "segment behind the end", manifest => manifest with { Segment = 259 } },
        { "no runs", manifest => manifest with { Runs = [] } },
        { "a run too few", manifest => manifest with { Runs = [.. manifest.Runs.Skip(1)] } },
        { "runs turned round", manifest => manifest with { Runs = [.. manifest.Runs.Reverse()] } },
        { "runs that end too early", manifest => manifest with { Runs = [.. manifest.Runs.SkipLast(1)] } },
        { "overlapping runs", manifest => WithRun(manifest, run => run with { To = run.To + 1 }) },
        { "a run's root", manifest => WithRun(manifest, run => run with { Root = Hash.EmptyTree }) },
        { "a run's page root", manifest => WithRun(manifest, run => run with { Pages = [run.Pages[0] with { Root = Hash.EmptyTree }] }) },
        { "a run's page place", manifest => WithRun(manifest, run => run with { Pages = [run.Pages[0] with { Offset = 1 }] }) },
        { "a run's page without blocks", manifest => WithRun(manifest, run => run with { Pages = [run.Pages[0] with { BlockBytes = 0 }], Length = run.Length - run.Pages[0].BlockBytes }) },
        { "a run's length", manifest => WithRun(manifest, run => run with { Length = run.Length + 1 }) },
        { "a run's pages", manifest => WithRun(manifest, run => run with { Pages = [] }) },
        { "a run's rows", manifest => WithRun(manifest, run => run with { Rows = -1 }) },
        { "more keys than rows", manifest => WithRun(manifest, run => run with { Keys = run.Rows + 1 }) },
        { "a run of no slice", manifest => WithRun(manifest, run => run with { Slices = 0 }) },
        { "a request of no entries", manifest => manifest with { Requests = [new(default, 3, 0)] } },
        { "a request of fewer", manifest => manifest with { Requests = [new(default, 3, -1)] } },
        { "a request behind the end", manifest => manifest with { Requests = [new(default, 259, 1)] } },
        { "a request over the end", manifest => manifest with { Requests = [new(default, 258, 2)] } },
        { "requests turned round", manifest => manifest with { Requests = [new(default, 4, 1), new(default, 3, 1)] } },
        { "requests that overlap", manifest => manifest with { Requests = [new(default, 3, 2), new(default, 4, 1)] } },
        { "more requests than are remembered", manifest => Named(2 * CommittedRequest.Window, CommittedRequest.Window + 1) },
        { "more slices than entries", manifest => WithRun(manifest, run => run with { Slices = 101 }) },
    };

    [Theory]
    [InlineData]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(100, 200, 259)]
    [InlineData(70_000)]
    public void TryDecode_Encoded_GivesItBack(params int[] runEnds)
    {
        var manifest = SampleManifest.Of(runEnds);

        Assert.Equal(RunFault.None, ManifestCodec.TryDecode(ManifestCodec.Encode(manifest), out var read));

        AssertSame(manifest, read!);
    }

    [Fact]
    public void TryDecode_TenThousandPages_GivesThemBack()
    {
        var manifest = SampleManifest.Of(100, 259) with { Runs = [SampleManifest.OfPages(0, 258, 10_000), SampleManifest.OfPages(258, 259, 1)] };

        Assert.Equal(RunFault.None, ManifestCodec.TryDecode(ManifestCodec.Encode(manifest), out var read));

        AssertSame(manifest, read!);
    }

    [Fact]
    public void TryDecode_EntriesInTwoSegments_GivesThemBack()
    {
        var manifest = SampleManifest.Of(258);
        manifest = manifest with
        {
            Segment = 257,
            Frames = 1,
            LastFrame = 0,
            Position = 126,
            Positions = [manifest.Positions[0], new EntryPosition(257, 106, 20)],
        };

        Assert.Equal(RunFault.None, ManifestCodec.TryDecode(ManifestCodec.Encode(manifest), out var read));

        AssertSame(manifest, read!);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(CommittedRequest.Window)]
    public void TryDecode_WithRequests_GivesThemBackAndTakes28BytesEach(int count)
    {
        var manifest = Named(2 * CommittedRequest.Window, count);
        var bytes = ManifestCodec.Encode(manifest);

        Assert.Equal(RunFault.None, ManifestCodec.TryDecode(bytes, out var read));

        AssertSame(manifest, read!);
        Assert.Equal(manifest.Requests, read!.Requests);
        Assert.Equal(4 + (28 * count), bytes.Length - ManifestCodec.Encode(manifest with { Requests = [] }).Length);
    }

    [Fact]
    public void TryDecode_ManifestOfVersion1_HasNoRequests()
    {
        var bytes = ManifestCodec.Encode(SampleManifest.Of(100, 259));

        Assert.Equal(RunFault.None, ManifestCodec.TryDecode(bytes, out var read));

        Assert.Equal(1, bytes[7]);
        Assert.Empty(read!.Requests);
    }

    [Fact]
    public void TryDecode_Version2WithoutRequests_IsRefused()
    {
        byte[] bytes = [.. ManifestCodec.Encode(SampleManifest.Of(100, 259))[..^4], 0, 0, 0, 0, 0, 0, 0, 0];
        bytes[7] = 2;
        Damage.Repair(bytes);

        Assert.Equal(RunFault.BadContent, ManifestCodec.TryDecode(bytes, out _));
    }

    [Fact]
    public void Encode_TilesThatHaveGrown_WritesWhatTheyHadAtItsSize()
    {
        var manifest = SampleManifest.Of(100, 259);
        var grown = manifest with { Tiles = [.. SampleManifest.Of(300).Tiles] };

        Assert.Equal(ManifestCodec.Encode(manifest), ManifestCodec.Encode(grown));
    }

    [Theory]
    [MemberData(nameof(Misfits))]
    public void Encode_PartsThatDoNotFit_Throws(string what, Func<Manifest, Manifest> spoil)
    {
        var manifest = SampleManifest.Of(100, 200, 259);
        ManifestCodec.Encode(manifest);

        Assert.NotNull(what);
        Assert.Throws<ArgumentException>(() => ManifestCodec.Encode(spoil(manifest)));
    }

    [Fact]
    public void TryDecode_PagesOutOfOrder_IsRefused()
    {
        var run = SampleManifest.OfPages(0, 259, 3);
        var manifest = SampleManifest.Of(259) with { Runs = [run] };
        ManifestCodec.Encode(manifest);

        Assert.Throws<ArgumentException>(() => ManifestCodec.Encode(manifest with
        {
            Runs = [run with { Pages = [run.Pages[0], run.Pages[1] with { Fence = run.Pages[2].Fence }, run.Pages[2] with { Fence = run.Pages[1].Fence }] }],
        }));
    }

    [Fact]
    public void TryDecode_EveryBitFlipped_IsFound()
    {
        var bytes = ManifestCodec.Encode(SampleManifest.Of(100, 259) with { Requests = Named(259, 3).Requests });

        Damage.EachBit(bytes, bit =>
        {
            Assert.True(ManifestCodec.TryDecode(bytes, out var manifest) != RunFault.None, $"bit {bit}");
            Assert.Null(manifest);
        });
    }

    [Fact]
    public void TryDecode_CutAnywhere_IsFound()
    {
        var bytes = ManifestCodec.Encode(SampleManifest.Of(100, 259) with { Requests = Named(259, 3).Requests });

        Assert.All(Enumerable.Range(0, bytes.Length), length =>
        {
            var cut = bytes[..length];
            Assert.NotEqual(RunFault.None, ManifestCodec.TryDecode(cut, out _));
            Damage.Repair(cut);
            Assert.NotEqual(RunFault.None, ManifestCodec.TryDecode(cut, out _));
        });
    }

    [Fact]
    public void TryDecode_ChangedAndChecksumMadeToFit_CanBeEncodedOrIsRefused()
    {
        var bytes = ManifestCodec.Encode(SampleManifest.Of(100, 259) with { Requests = Named(259, 3).Requests });

        Prop.ForAll<int>(seed =>
        {
            var damaged = Damage.Random(bytes, new Random(seed));
            Damage.Repair(damaged);
            return ManifestCodec.TryDecode(damaged, out var manifest) == RunFault.None
                ? ManifestCodec.Encode(manifest!).AsSpan().SequenceEqual(damaged)
                : manifest is null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Theory]
    [InlineData(0, RunFault.BadMagic)]
    [InlineData(7, RunFault.BadVersion)]
    [InlineData(48, RunFault.BadContent)]  // segment
    [InlineData(16, RunFault.BadRoot)]
    public void TryDecode_FieldChangedAndChecksumMadeToFit_NamesTheFault(int at, RunFault fault)
    {
        var bytes = ManifestCodec.Encode(SampleManifest.Of(100, 259));
        bytes[at] ^= 0x40;
        Damage.Repair(bytes);

        Assert.Equal(fault, ManifestCodec.TryDecode(bytes, out _));
    }

    private static Manifest Named(int entries, int requests) =>
        SampleManifest.Of(entries) with { Requests = [.. Enumerable.Range(0, requests).Select(i => new CommittedRequest(new RequestId((ulong)i), (ulong)i, 1))] };

    private static Manifest Moved(Manifest manifest, int at, Func<EntryPosition, EntryPosition> move) =>
        manifest with { Positions = [.. manifest.Positions.Select((position, i) => i == at ? move(position) : position)] };

    private static Manifest WithRun(Manifest manifest, Func<RunInfo, RunInfo> change) =>
        manifest with { Runs = [change(manifest.Runs[0]), .. manifest.Runs.Skip(1)] };

    private static void AssertSame(Manifest expected, Manifest actual)
    {
        Assert.Equal(
            (expected.Size, expected.Root, expected.Segment, expected.LastFrame, expected.Position, expected.Frames, expected.HasValues),
            (actual.Size, actual.Root, actual.Segment, actual.LastFrame, actual.Position, actual.Frames, actual.HasValues));
        Assert.Equal(expected.Tiles.Select(tile => (tile.Id, Convert.ToHexString(Hash.AsBytes(tile.Hashes)))), actual.Tiles.Select(tile => (tile.Id, Convert.ToHexString(Hash.AsBytes(tile.Hashes)))));
        Assert.Equal(expected.Positions, actual.Positions);
        Assert.Equal(expected.Runs.Select(WithoutPages), actual.Runs.Select(WithoutPages));
        Assert.Equal(expected.Runs.SelectMany(Pages), actual.Runs.SelectMany(Pages));
    }

    private static object WithoutPages(RunInfo run) => run with { Pages = [] };

    private static IEnumerable<object> Pages(RunInfo run) =>
        run.Pages.Select(page => (object)(page with { Fence = default }, Convert.ToHexString(page.Fence.Span)));
}
