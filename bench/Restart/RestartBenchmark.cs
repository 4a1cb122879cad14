using System.Diagnostics;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.Restart;

/// <summary>How long a host that was stopped takes to answer again, and how much memory it needs.</summary>
internal sealed class RestartBenchmark
{
    private const int SampleSize = 1_000;

    /// <summary>Entries in the log; at least 1.</summary>
    public required long Entries { get; init; }

    /// <summary>Where the host's data lie.</summary>
    public required string Folder { get; init; }

    /// <summary>TCP connections that share the calls.</summary>
    public required int Connections { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="BenchmarkException">An answer after the restart does not hold.</exception>
    public async Task<Section> RunAsync(CancellationToken cancellationToken)
    {
        var folder = WorkFolder.Create(Folder);
        TrustedRoot root;
        TimeSpan loaded, stopped;
        long residentAfterLoad;
        await using (var host = await HostProcess.StartAsync(folder.File("data"), cancellationToken))
        {
            using var session = await HostSession.OpenAsync(host.Address, Connections, cancellationToken);
            loaded = await Preload.RunAsync(session, Entries, cancellationToken);
            root = TrustedRoot.From((await session.Client(0).CurrentRootAsync(session.Options, cancellationToken)).Payload);
            residentAfterLoad = host.ResidentBytes;
            var started = Stopwatch.GetTimestamp();
            await host.StopAsync();
            stopped = Stopwatch.GetElapsedTime(started);
        }

        await using var again = await HostProcess.StartAsync(folder.File("data"), cancellationToken);
        var residentAfterStart = again.ResidentBytes;
        var verified = await VerifyAsync(again, root, cancellationToken);
        await again.StopAsync();
        return new Section(
            $"Restart over {Figures.Count(Entries)} entries",
            $"Entries of {NumberedKey.KeyBytes}-byte keys and {EntrySource.ValueBytes}-byte values are written in batches of {Figures.Count(EntrySource.BatchEntries)} over the folder store. "
                + "Then the host is stopped (SIGTERM) and started again: the start reads the manifest of the index and the log's tail. "
                + $"{Figures.Count(SampleSize)} random keys are then read with SafeGet by one caller, each verified against the root from before.",
            ["step", "figure"],
            [
                ["load, entries/s", Figures.Count(Entries / loaded.TotalSeconds)],
                ["in RAM after loading, MiB", Figures.Mebibytes(residentAfterLoad)],
                ["stop, s", Figures.Seconds(stopped)],
                ["start until it answers, s", Figures.Seconds(again.TimeToReady)],
                ["in RAM after the start, MiB", Figures.Mebibytes(residentAfterStart)],
                ["SafeGet verified, ms each", Figures.Milliseconds(verified / SampleSize)],
            ],
            [$"Root before and after: `{root.Root}`. The start includes that of the .NET runtime."]);
    }

    private async Task<TimeSpan> VerifyAsync(HostProcess host, TrustedRoot root, CancellationToken cancellationToken)
    {
        using var session = await HostSession.OpenAsync(host.Address, Connections, cancellationToken);
        var auditor = new Auditor(root);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < SampleSize; i++)
        {
            var number = EntrySource.RandomNumber(i, Entries);
            await auditor.VerifyAsync(session, 0, EntrySource.Key(number), EntrySource.Value(number), cancellationToken);
        }

        if (auditor.Trusted != root)
            throw new BenchmarkException("the root is another after the restart");
        return Stopwatch.GetElapsedTime(started);
    }
}
