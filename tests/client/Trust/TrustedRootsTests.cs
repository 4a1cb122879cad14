using Google.Protobuf;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Hashing;
using Xunit;

namespace ImmuFunctions.Client.Tests.Trust;

/// <summary>What every way to remember roots does.</summary>
public sealed class TrustedRootsTests : IDisposable
{
    private static readonly RootLine Line = RootLine.Verified("server", "defaultdb");

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<bool> Kinds => [true, false];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string FilePath => Path.Combine(_folder.Path, "below", "trusted-roots");

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public async Task FindAsync_OfNothing_IsNone(bool inFile)
    {
        Assert.True((await Open(inFile).FindAsync(Line, Stop)).IsNone);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task AdvanceAsync_ToALongerLog_MovesOn_AndNeverBack(bool inFile)
    {
        ITrustedRoots roots = Open(inFile);

        Assert.Equal(Root(3), await roots.AdvanceAsync(Line, Root(3), Stop));
        Assert.Equal(Root(7), await roots.AdvanceAsync(Line, Root(7), Stop));
        Assert.Equal(Root(7), await roots.AdvanceAsync(Line, Root(5), Stop));
        Assert.Equal(Root(7), await roots.AdvanceAsync(Line, Root(7) with { Hash = Hash.EmptyTree }, Stop));
        Assert.Equal(Root(7), await roots.FindAsync(Line, Stop));
        Assert.True((await roots.FindAsync(Line with { Database = "other" }, Stop)).IsNone);
        Assert.True((await roots.FindAsync(RootLine.Audited(Line.Server, Line.Database), Stop)).IsNone);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task AdvanceAsync_ByManyAtOnce_KeepsTheNewestOfEachLine(bool inFile)
    {
        ITrustedRoots roots = Open(inFile);

        await Task.WhenAll(Enumerable.Range(1, 60).Select(i => Task.Run(async () =>
            await roots.AdvanceAsync(Line with { Database = $"db{i % 3}" }, Root((ulong)(i * 37 % 61)), Stop), Stop)));

        Assert.Equal(60UL, (await roots.FindAsync(Line with { Database = $"db{60UL * 33 % 61 % 3}" }, Stop)).Size);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task PinAsync_OfASecondKey_KeepsTheFirst(bool inFile)
    {
        ITrustedRoots roots = Open(inFile);
        var first = ByteString.CopyFrom(4, 1);

        Assert.Equal(first, await roots.PinAsync("server", first, Stop));
        Assert.Equal(first, await roots.PinAsync("server", ByteString.CopyFrom(4, 2), Stop));
        Assert.Equal(ByteString.CopyFrom(4, 2), await roots.PinAsync("other", ByteString.CopyFrom(4, 2), Stop));
    }

    [Fact]
    public async Task FindAsync_InAFileOfAnotherProcess_SeesWhatItWrote()
    {
        ITrustedRoots one = Open(inFile: true);
        ITrustedRoots other = Open(inFile: true);

        await one.AdvanceAsync(Line, Root(3), Stop);
        Assert.Equal(Root(3), await other.AdvanceAsync(Line, Root(2), Stop));
        await other.AdvanceAsync(Line, Root(4), Stop);

        Assert.Equal(Root(4), await one.FindAsync(Line, Stop));
    }

    // Each has a file handle of its own, as processes do.
    [Fact]
    public async Task AdvanceAsync_ByManyProcessesAtOnce_LosesNoLine()
    {
        ITrustedRoots[] all = [.. Enumerable.Range(0, 4).Select(_ => Open(inFile: true))];

        await Task.WhenAll(Enumerable.Range(1, 40).Select(i => Task.Run(async () =>
            await all[i % 4].AdvanceAsync(Line with { Database = $"db{i}" }, Root((ulong)i), Stop), Stop)));

        Assert.All(Enumerable.Range(1, 40), i => Assert.Equal((ulong)i, Find(all[0], $"db{i}").Size));
    }

    [Fact]
    public async Task FindAsync_InADamagedFile_FailsAndNamesIt()
    {
        ITrustedRoots roots = Open(inFile: true);
        await roots.AdvanceAsync(Line, Root(3), Stop);
        string text = await File.ReadAllTextAsync(FilePath, Stop);
        await File.WriteAllTextAsync(FilePath, text.Replace("defaultdb\t3", "defaultdb\tx"), Stop);

        var fault = await Assert.ThrowsAsync<TrustedRootsException>(async () => await roots.FindAsync(Line, Stop));
        Assert.Contains($"line 2 of {FilePath}", fault.Message);
        await Assert.ThrowsAsync<TrustedRootsException>(async () => await roots.AdvanceAsync(Line, Root(9), Stop));
    }

    [Fact]
    public async Task FindAsync_InAnEmptiedFile_FailsRatherThanTrustAnew()
    {
        ITrustedRoots roots = Open(inFile: true);
        await roots.AdvanceAsync(Line, Root(3), Stop);
        await File.WriteAllTextAsync(FilePath, "", Stop);

        await Assert.ThrowsAsync<TrustedRootsException>(async () => await roots.FindAsync(Line, Stop));
    }

    [Fact]
    public async Task AdvanceAsync_BeyondTheCapacity_ForgetsTheFirst()
    {
        var roots = new MemoryTrustedRoots(capacity: 2);
        await roots.AdvanceAsync(Line with { Database = "a" }, Root(1), Stop);
        await roots.AdvanceAsync(Line with { Database = "b" }, Root(1), Stop);
        await roots.AdvanceAsync(Line with { Database = "a" }, Root(2), Stop);
        await roots.AdvanceAsync(Line with { Database = "c" }, Root(1), Stop);

        Assert.Equal([0UL, 1UL, 1UL], new[] { Find(roots, "a").Size, Find(roots, "b").Size, Find(roots, "c").Size });
    }

    private static TrustedRoot Find(ITrustedRoots roots, string database) =>
        roots.FindAsync(Line with { Database = database }, Stop).AsTask().GetAwaiter().GetResult();

    private static TrustedRoot Root(ulong size) => new(size, TreeHash.Leaf(size, [], []));

    private ITrustedRoots Open(bool inFile) => inFile ? new FileTrustedRoots(FilePath) : new MemoryTrustedRoots();
}
