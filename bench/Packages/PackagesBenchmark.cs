using System.Diagnostics;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.Packages;

/// <summary>Real data end to end: every package record of a distribution is written, verified, and verified again after a restart.</summary>
internal sealed class PackagesBenchmark
{
    /// <summary>Where the host's data lie.</summary>
    public required string Folder { get; init; }

    /// <summary>TCP connections that share the calls.</summary>
    public required int Connections { get; init; }

    /// <summary>Calls under way at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Where the records come from.</summary>
    public required PackageSource Source { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="BenchmarkException">There are no records, or an answer does not hold.</exception>
    public async Task<Section> RunAsync(CancellationToken cancellationToken)
    {
        var folder = WorkFolder.Create(Folder);
        var auditor = new Auditor(TrustedRoot.From(new()));
        var (load, written, stopped) = await WriteAsync(folder, auditor, cancellationToken);
        var (size, before) = auditor.Trusted;

        await using var host = await HostProcess.StartAsync(folder.File("data"), cancellationToken);
        using var session = await HostSession.OpenAsync(host.Address, Connections, cancellationToken);
        var verified = await VerifyAsync(session, auditor, load.Sample, cancellationToken);
        if (auditor.Trusted != new TrustedRoot(size, before))
            throw new BenchmarkException("the root is another after the restart");
        await host.StopAsync();

        return new Section(
            "A distribution's packages",
            $"Every record of the package list, under name, version and architecture, is one Set through gRPC, from {Concurrency} callers over {Connections} "
                + "connections. Every tenth is read back with SafeGet as soon as it is written: the leaf is computed from the answer, and inclusion and consistency are "
                + "verified against a root this program keeps. Then the host is stopped (SIGTERM) and started again, and the same tenth is verified against the root from before.",
            ["step", "figure"],
            [
                ["records", Figures.Count(load.Records)],
                ["bytes of keys and values", Figures.Count(load.Bytes)],
                ["written and verified in, s", Figures.Seconds(written)],
                ["records/s", Figures.Count(load.Records / written.TotalSeconds)],
                ["MiB/s", Figures.Tenths(load.Bytes / written.TotalSeconds / (1 << 20))],
                ["log size after", Figures.Count(size)],
                ["stop, s", Figures.Seconds(stopped)],
                ["start until it answers, s", Figures.Seconds(host.TimeToReady)],
                ["SafeGets verified after the restart", Figures.Count(load.Sample.Count)],
                ["verified/s", Figures.Count(load.Sample.Count / verified.TotalSeconds)],
                ["SafeGets verified in all", Figures.Count(auditor.Verified)],
            ],
            [$"Root before and after the restart: `{before}`."]);
    }

    private async Task<(PackageLoad Load, TimeSpan Written, TimeSpan Stopped)> WriteAsync(
        WorkFolder folder, Auditor auditor, CancellationToken cancellationToken)
    {
        await using var host = await HostProcess.StartAsync(folder.File("data"), cancellationToken);
        using var session = await HostSession.OpenAsync(host.Address, Connections, cancellationToken);
        var load = new PackageLoad(session, auditor, Concurrency);
        var written = await load.RunAsync(Source, cancellationToken);
        if (load.Records == 0)
            throw new BenchmarkException("the list of packages is empty; run 'apt-get update' first, or give a list with --file");

        // The last answers may have come before the last writes: one more brings the trusted root to the end of the log.
        var last = load.Sample.First();
        await auditor.VerifyAsync(session, 0, last.Key, last.Value, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await host.StopAsync();
        return (load, written, Stopwatch.GetElapsedTime(started));
    }

    private Task<TimeSpan> VerifyAsync(
        HostSession session, Auditor auditor, IReadOnlyCollection<PackageRecord> sample, CancellationToken cancellationToken) =>
        ProgressDisplay.ShowAsync("verifying packages", sample.Count, async progress =>
        {
            var started = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(
                sample,
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
                async (record, token) =>
                {
                    await auditor.VerifyAsync(session, (int)(record.Number % Connections), record.Key, record.Value, token);
                    progress.Add(1);
                });
            return Stopwatch.GetElapsedTime(started);
        });
}
