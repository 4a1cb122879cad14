using Google.Protobuf;
using ImmuFunctions.Core.Index;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.EndToEnd.Tests.Scale;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Tampering;

/// <summary>
/// Whatever is done to the files of the index, or to what a start from the manifest does not read: a host answers rightly,
/// or says what was changed and what to do about it.
/// </summary>
[Collection(LargeFolderCollection.Name)]
public sealed class IndexTamperTests(LargeFolder healthy)
{
    private const string ManifestName = "index/manifest";

    // Header, tiles, runs with their fences, checksum; that every bit of it counts is in the tests of its codec.
    [Fact]
    public async Task Start_FlippedByteInManifest_IsRefusedWithWhatToDo()
    {
        using var folder = healthy.Copy();
        var manifest = FileOf(folder, ManifestName);
        foreach (var position in new[] { 0, 0.01, 0.2, 0.5, 0.8, 0.95, 1 })
        {
            Tamper.Flip(manifest, position);
            await AssertRefusedAsync(folder);
            Tamper.Flip(manifest, position);
        }
    }

    [Fact]
    public async Task Start_ManifestCutShort_IsRefusedWithWhatToDo()
    {
        using var folder = healthy.Copy();
        Tamper.CutOff(FileOf(folder, ManifestName), 1);
        await AssertRefusedAsync(folder);
        Tamper.Truncate(FileOf(folder, ManifestName), 0);
        await AssertRefusedAsync(folder);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_FlippedBytesInRuns_NoWrongAnswer(bool isRunning)
    {
        using var folder = healthy.Copy();
        var questions = await AskAsync(folder, isRunning, IndexDamage, () =>
        {
            foreach (var run in Read(healthy.OlderManifest).Runs)
                FlipEveryPage(FileOf(folder, RunName.Format(run.From, run.To)), run.Pages);
        });

        Assert.True(questions is { Refused: > 20, Answered: > 20 }, $"{questions.Answered} answered, {questions.Refused} refused");
    }

    // Nothing that is read of a run whose manifest is there.
    [Fact]
    public async Task Read_FlippedByteInARunsFooter_EveryAnswerIsRight()
    {
        using var folder = healthy.Copy();
        var questions = await AskAsync(folder, isRunning: false, IndexDamage, () => Tamper.Flip(RunsOf(folder)[0], 1));

        Assert.Equal(0, questions.Refused);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_RunReplacedByAnother_NoWrongAnswer(bool isRunning)
    {
        using var folder = healthy.Copy();
        var questions = await AskAsync(folder, isRunning, IndexDamage, () =>
        {
            var runs = RunsOf(folder);
            File.WriteAllBytes(runs[0], [.. File.ReadAllBytes(runs[1]), .. new byte[1 << 20]]);
        });

        Assert.InRange(questions.Refused, 20, int.MaxValue);
    }

    [Fact]
    public async Task Start_RunRemoved_MakesTheIndexAgain()
    {
        using var folder = healthy.Copy();
        var questions = await AskAsync(folder, isRunning: false, IndexDamage, () => Tamper.Delete(RunsOf(folder)[1]));

        Assert.Equal(0, questions.Refused);
        Assert.Equal(LargeFolder.Runs, RunsOf(folder).Length);
    }

    [Fact]
    public async Task Read_RunRemovedUnderARunningHost_NamesItAndStillAnswersFromTheTail()
    {
        using var folder = healthy.Copy();
        var questions = await AskAsync(folder, isRunning: true, IndexDamage, () => Tamper.Delete(RunsOf(folder)[0]));

        Assert.True(questions is { Refused: > 20, Answered: > 20 }, $"{questions.Answered} answered, {questions.Refused} refused");
    }

    [Fact]
    public async Task Start_OlderManifestPutBack_EveryAnswerIsRight()
    {
        using var folder = healthy.Copy();
        var questions = await AskAsync(folder, isRunning: false, IndexDamage, () => File.WriteAllBytes(FileOf(folder, ManifestName), healthy.OlderManifest));

        Assert.Equal(0, questions.Refused);
    }

    // The host meets it when it has a new slice to name there: it must not go over to an index with a gap.
    [Fact]
    public async Task Write_OlderManifestPutBackUnderARunningHost_NoWrongAnswerAndTheNextStartIsSound()
    {
        using var folder = healthy.Copy();
        await using (var host = await HostProcess.StartAsync(folder.Path))
        {
            using var session = await Session.OpenAsync(host.Address);
            await File.WriteAllBytesAsync(FileOf(folder, ManifestName), healthy.OlderManifest);
            await GrowByASliceAsync(session);
            await host.PrintsAsync($"{ManifestName} was removed or replaced");
            await session.Client.SetAsync(Wire.Pair("later still", "value"), session.Options);
            await new Questions(healthy, session).AskSamplesAsync();
            Assert.Equal(0, await host.StopAsync());
        }

        await using var next = await HostProcess.StartAsync(folder.Path);
        using var reader = await Session.OpenAsync(next.Address);
        await new Questions(healthy, reader).AskAllAsync();
    }

    // As above, met by a reader who looks whether a missing run was merged away.
    [Fact]
    public async Task Read_OlderManifestAndARunRemovedUnderARunningHost_NoWrongAnswer()
    {
        using var folder = healthy.Copy();
        var questions = await AskAsync(folder, isRunning: true, IndexDamage, () =>
        {
            File.WriteAllBytes(FileOf(folder, ManifestName), healthy.OlderManifest);
            Tamper.Delete(RunsOf(folder)[1]);
        });

        Assert.InRange(questions.Refused, 20, int.MaxValue);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_ChangedManifestAndARunRemovedUnderARunningHost_NoWrongAnswer(bool isManifestGone)
    {
        using var folder = healthy.Copy();
        await AskAsync(folder, isRunning: true, IndexDamage, () =>
        {
            if (isManifestGone)
                Tamper.Delete(FileOf(folder, ManifestName));
            else
                Tamper.Flip(FileOf(folder, ManifestName), 0.5);
            Tamper.Delete(RunsOf(folder)[0]);
        });
    }

    [Fact]
    public async Task Start_IndexOfAnotherLedger_IsRefusedWithWhatToDo()
    {
        using var folder = healthy.Copy();
        using var other = await OtherLedgerAsync();
        CopyIndex(other, folder);

        await AssertRefusedAsync(folder);
    }

    [Fact]
    public async Task Read_ManifestOfAnotherLedgerAndARunRemovedUnderARunningHost_NoWrongAnswer()
    {
        using var folder = healthy.Copy();
        using var other = await OtherLedgerAsync();
        var questions = await AskAsync(folder, isRunning: true, IndexDamage, () =>
        {
            Tamper.Delete(RunsOf(folder)[^1]);
            CopyIndex(other, folder);
        });

        Assert.InRange(questions.Refused, 1, int.MaxValue);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_OldEntryChangedInTheLog_ItIsNamedAndAllOthersAreAnswered(bool isRunning)
    {
        using var folder = healthy.Copy();
        var entry = healthy.Entries.Skip(30_000).First(entry => healthy.Entries.Count(other => other.Key == entry.Key) == 1);
        var segment = FileOf(folder, "log/00000000000000000000.seg");
        var questions = await AskAsync(folder, isRunning, IsAboutEntry, () => FlipKeyOf(segment, entry.Key), async session =>
        {
            foreach (var ask in new Func<Task>[]
            {
                () => session.Client.GetAsync(new Immudb.Schema.Key { Key_ = entry.Key }, session.Options),
                () => session.Client.ByIndexAsync(Wire.Index(entry.Index), session.Options),
                () => session.Client.HistoryAsync(new Immudb.Schema.HistoryOptions { Key = entry.Key }, session.Options),
                () => session.Client.ScanAsync(new Immudb.Schema.ScanOptions { Prefix = entry.Key }, session.Options),
                () => new Questions(healthy, session).ScanAllAsync(),
            })
                Assert.True(IsAboutEntry(await Assert.ThrowsAsync<RpcException>(ask)));
        });

        Assert.InRange(questions.Refused, 0, 2); // a page of a scan may come by it

        bool IsAboutEntry(RpcException refusal) =>
            refusal.Code == StatusCode.DataLoss
            && refusal.Message.Contains($"entry {entry.Index} ", StringComparison.Ordinal)
            && refusal.Message.Contains("log/00000000000000000000.seg", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tile/0/100", 100 * 256)]
    [InlineData("tile/0/000", 255)]
    [InlineData("tile/1/000", 65_535)]
    [InlineData("positions/100", 100 * 256)]
    public async Task Read_FlippedByteInTile_NoWrongAnswer(string tile, ulong covered)
    {
        using var folder = healthy.Copy();
        var questions = await AskAsync(
            folder, isRunning: false, refusal => IsDamage(refusal, tile), () => Tamper.Flip(FileOf(folder, tile), 0.5), async session =>
            {
                var refusal = await Assert.ThrowsAsync<RpcException>(() => session.Client.ByIndexAsync(Wire.Index(covered), session.Options));
                Assert.True(IsDamage(refusal, tile), refusal.Message);
            });

        Assert.InRange(questions.Answered, 100, int.MaxValue);
    }

    private static string FileOf(TemporaryFolder folder, string name) => folder.File($"defaultdb/{name}");

    private static string[] RunsOf(TemporaryFolder folder) =>
        [.. Directory.EnumerateFiles(FileOf(folder, "index"), "*.run").Order(StringComparer.Ordinal)];

    private static bool IsDamage(RpcException refusal, string name) =>
        refusal.Code == StatusCode.DataLoss
        && refusal.Message.Contains(name, StringComparison.Ordinal)
        && refusal.Message.Contains("Delete the f", StringComparison.Ordinal);

    private static bool IndexDamage(RpcException refusal) => IsDamage(refusal, "index/") || IsReplaced(refusal);

    // Of a manifest that is whole, but not the one this process wrote.
    private static bool IsReplaced(RpcException refusal) =>
        refusal.Code == StatusCode.Unavailable
        && refusal.Message.Contains($"{ManifestName} was removed or replaced", StringComparison.Ordinal)
        && refusal.Message.Contains("restart", StringComparison.Ordinal);

    private static Manifest Read(byte[] manifest) =>
        ManifestCodec.TryDecode(manifest, out var decoded) == RunFault.None ? decoded! : throw new InvalidDataException();

    // Of one page the first block, of the next a block in the middle, then the last block, then the directory's beginning and end.
    private static void FlipEveryPage(string run, IReadOnlyList<PageInfo> pages)
    {
        var bytes = File.ReadAllBytes(run);
        for (var number = 0; number < pages.Count; number++)
        {
            var page = pages[number];
            int[] places = [0, page.BlockBytes / 2, page.BlockBytes - 1, page.BlockBytes, page.BlockBytes + page.DirectoryBytes - 1];
            bytes[page.Offset + places[number % places.Length]] ^= 0x04;
        }

        File.WriteAllBytes(run, bytes);
    }

    private static void CopyIndex(TemporaryFolder from, TemporaryFolder to)
    {
        foreach (var file in Directory.EnumerateFiles(FileOf(from, "index")))
            File.Copy(file, FileOf(to, $"index/{Path.GetFileName(file)}"), overwrite: true);
    }

    private static void FlipKeyOf(string segment, ByteString key)
    {
        var bytes = File.ReadAllBytes(segment);
        bytes[bytes.AsSpan().IndexOf(key.Span)] ^= 1;
        File.WriteAllBytes(segment, bytes);
    }

    private static async Task AssertRefusedAsync(TemporaryFolder folder)
    {
        var refusal = await Assert.ThrowsAsync<HostRefusedException>(() => HostProcess.StartAsync(folder.Path));

        Assert.NotEqual(0, refusal.ExitCode);
        Assert.Contains($"defaultdb/{ManifestName}", refusal.Output, StringComparison.Ordinal);
        Assert.Contains("elete the folder defaultdb/index/", refusal.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refusal.Output, StringComparison.Ordinal);
    }

    private async Task<Questions> AskAsync(
        TemporaryFolder folder, bool isRunning, Func<RpcException, bool> isAllowed, Action tamper, Func<Session, Task>? askMore = null)
    {
        if (!isRunning)
            tamper();
        await using var host = await HostProcess.StartAsync(folder.Path);
        using var session = await Session.OpenAsync(host.Address);
        if (isRunning)
            tamper();
        var questions = new Questions(healthy, session, isAllowed);
        await questions.AskSamplesAsync();
        if (askMore is not null)
            await askMore(session);
        if (!isRunning)
            await LargeFolder.WaitForRunsAsync(session, LargeFolder.Runs);
        return questions;
    }

    // Keys that come after all others, so that the answers known stay right.
    private static async Task GrowByASliceAsync(Session session)
    {
        for (var batch = 0; batch < 66; batch++)
            await session.Client.SetBatchAsync(Pairs($"later {batch:D2} {{0:D4}}"), session.Options);
    }

    private static async Task<TemporaryFolder> OtherLedgerAsync()
    {
        var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        using var session = await Session.OpenAsync(host.Address);
        for (var batch = 0; batch < 66; batch++)
            await session.Client.SetBatchAsync(Pairs($"other {batch:D2} {{0:D4}}"), session.Options);
        await LargeFolder.WaitForRunsAsync(session, 1);
        Assert.Equal(0, await host.StopAsync());
        return folder;
    }

    private static Immudb.Schema.KVList Pairs(string key)
    {
        var list = new Immudb.Schema.KVList();
        for (var place = 0; place < LargeContent.BatchPairs; place++)
            list.KVs.Add(Wire.Pair(string.Format(System.Globalization.CultureInfo.InvariantCulture, key, place), "value"));
        return list;
    }
}
