using System.Globalization;
using System.Text.RegularExpressions;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Scale;

/// <summary>A ledger with several runs of the index: what a new process reads, and what it answers.</summary>
[Collection(LargeFolderCollection.Name)]
public sealed partial class RestartTests(LargeFolder healthy)
{
    [Fact]
    public async Task Start_LargeLedger_ReadsTheTailAloneAndAnswersEverythingUnderTheOldRoot()
    {
        using var folder = healthy.Copy();
        await using var host = await HostProcess.StartAsync(folder.Path);
        using var session = await Session.OpenAsync(host.Address);
        var questions = new Questions(healthy, session);

        Assert.Equal(healthy.Root, await session.RootAsync());
        await questions.AskAllAsync();

        Assert.Equal(healthy.TailEntries, EntriesRead(host));
        Assert.InRange(healthy.TailEntries, 1UL, 65_535UL);
        Assert.Equal((ulong)healthy.Entries.Count, healthy.Root.Size);
        var distinct = (ulong)healthy.Entries.Select(entry => entry.Key).Distinct().Count();
        Assert.Equal(distinct + healthy.Root.Size, (await session.Client.CountAllAsync(session.Options)).Count);
    }

    [Fact]
    public async Task Start_IndexDeleted_MakesTheSameFilesAgain()
    {
        using var folder = healthy.Copy();
        Directory.Delete(folder.File("defaultdb/index"), recursive: true);
        await using (var host = await HostProcess.StartAsync(folder.Path))
        {
            using var session = await Session.OpenAsync(host.Address);
            Assert.Equal(healthy.Root.Size, EntriesRead(host));
            await new Questions(healthy, session).AskAllAsync();
            await LargeFolder.WaitForRunsAsync(session, LargeFolder.Runs);
            Assert.Equal(0, await host.StopAsync());
        }

        AssertSameIndex(healthy.Path, folder.Path);
        await using var next = await HostProcess.StartAsync(folder.Path);
        using var reader = await Session.OpenAsync(next.Address);
        Assert.Equal(healthy.TailEntries, EntriesRead(next));
        await new Questions(healthy, reader).AskAboutKeysAsync();
    }

    internal static ulong EntriesRead(HostProcess host) =>
        ulong.Parse(Read().Match(host.Output).Groups["entries"].Value, CultureInfo.InvariantCulture);

    private static void AssertSameIndex(string expected, string actual)
    {
        Assert.Equal(FilesOf(expected), FilesOf(actual));
        Assert.Equal(LargeFolder.Runs + 1, FilesOf(actual).Length);
        foreach (var name in FilesOf(expected))
        {
            Assert.True(
                File.ReadAllBytes(Path.Combine(expected, "defaultdb/index", name)).AsSpan()
                    .SequenceEqual(File.ReadAllBytes(Path.Combine(actual, "defaultdb/index", name))),
                $"{name} differs");
        }
    }

    private static string[] FilesOf(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(folder, "defaultdb/index")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [GeneratedRegex("Read and checked (?<entries>[0-9]+) entries")]
    private static partial Regex Read();
}
