using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Tampering;

/// <summary>
/// Whatever is done to the files, a host never gives a wrong answer and never loses an acknowledged entry in silence: it
/// refuses to start and names the file, or it answers DATA_LOSS and names file or entry, or its answers are right.
/// </summary>
public sealed class TamperTests(HealthyFolder healthy) : IClassFixture<HealthyFolder>
{
    /// <summary>Fractions of a file's length: its ends, and some bytes between.</summary>
    public static TheoryData<double> Positions =>
        [0, 0.001, 0.01, 0.05, 0.11, 0.23, 0.37, 0.42, 0.58, 0.63, 0.71, 0.86, 0.94, 0.99, 0.999, 1];

    [Fact]
    public Task Start_UntouchedCopy_EveryAnswerIsRight() => AfterAsync(folder => folder.File("defaultdb"));

    [Theory]
    [MemberData(nameof(Positions))]
    public Task Start_FlippedByteInSegment_NoWrongAnswer(double position) =>
        AfterAsync(folder => Tamper.Flip(Segments(folder)[^1], position));

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task Read_FlippedByteInSegmentOfARunningHost_NoWrongAnswer(double position)
    {
        using var folder = Copy();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var touched = NameOf(folder, Tamper.Flip(Segments(folder)[^1], position));

        await Answers.AreRightOrNameTheDamageAsync(host, healthy, touched);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    public Task Start_FlippedByteInTile_NoWrongAnswer(double position) =>
        AfterAsync(folder => Tamper.Flip(Files(folder, "tile/")[0], position));

    [Fact]
    public Task Start_MissingTile_NoWrongAnswer() =>
        AfterAsync(folder => Tamper.Delete(Files(folder, "tile/")[0]));

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    public Task Start_FlippedByteInPositionTile_NoWrongAnswer(double position) =>
        AfterAsync(folder => Tamper.Flip(Files(folder, "positions/")[0], position));

    [Fact]
    public Task Start_MissingPositionTile_NoWrongAnswer() =>
        AfterAsync(folder => Tamper.Delete(Files(folder, "positions/")[0]));

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.97)]
    public Task Start_TruncatedLastSegment_NoEntryIsLostInSilence(double kept) =>
        AfterAsync(folder => Tamper.Truncate(Segments(folder)[^1], kept));

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public Task Start_LastBytesOfSegmentCutOff_NoEntryIsLostInSilence(int count) =>
        AfterAsync(folder => Tamper.CutOff(Segments(folder)[^1], count));

    // Without its mark a shortened segment could be a torn write; the tiles written since tell that it is not.
    [Fact]
    public Task Start_HalfASegmentAndNoMark_NoEntryIsLostInSilence() => AfterAsync(folder =>
    {
        var segment = Segments(folder)[^1];
        Tamper.Delete(segment + ".ack");
        return Tamper.Truncate(segment, 0.5);
    });

    [Theory]
    [InlineData(300UL)]
    [InlineData(null)]
    public Task Start_SegmentUnderAnotherName_NoWrongAnswer(ulong? first) =>
        AfterAsync(folder => Tamper.Duplicate(Segments(folder)[0], $"{first ?? healthy.Root.Size:D20}.seg"));

    [Fact]
    public Task Start_MissingSegment_NoEntryIsLostInSilence() =>
        AfterAsync(folder => Tamper.Delete(Segments(folder)[0]));

    private async Task AfterAsync(Func<TemporaryFolder, string> tamper)
    {
        using var folder = Copy();
        var touched = NameOf(folder, tamper(folder));
        HostProcess host;
        try
        {
            host = await HostProcess.StartAsync(folder.Path);
        }
        catch (HostRefusedException refusal)
        {
            Assert.NotEqual(0, refusal.ExitCode);
            Assert.Contains(touched, refusal.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", refusal.Output, StringComparison.Ordinal);
            return;
        }

        await using (host)
            await Answers.AreRightOrNameTheDamageAsync(host, healthy, touched);
    }

    private TemporaryFolder Copy()
    {
        var folder = new TemporaryFolder();
        folder.Fill(healthy.Path);
        return folder;
    }

    // Blob names: relative to the database, with slashes.
    private static string NameOf(TemporaryFolder folder, string file) =>
        Path.GetRelativePath(folder.File("defaultdb"), file).Replace(Path.DirectorySeparatorChar, '/');

    private static string[] Segments(TemporaryFolder folder) => Files(folder, "log/", ".seg");

    // The files of the database, in order of their names; the accounts' own log is no part of this.
    private static string[] Files(TemporaryFolder folder, string place, string extension = "")
    {
        var root = folder.File("defaultdb");
        string[] files = [.. Directory.EnumerateFiles(root, "*" + extension, SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(root, file).StartsWith(place, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        return files;
    }
}
