using System.Diagnostics;
using ImmuFunctions.Azure.Azurite;
using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Reporting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImmuFunctions.Bench.Contention;

/// <summary>Several hosts write to one ledger in a cloud store, and are killed one after the other. Then the log is compared with what clients were told.</summary>
internal sealed class ContentionBenchmark
{
    private const string Database = "defaultdb/";
    private const int Shown = 20;

    /// <summary>Host processes.</summary>
    public required int Hosts { get; init; }

    /// <summary>Callers per host; every other one names its requests.</summary>
    public required int Callers { get; init; }

    /// <summary>How long is written.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How often a host is killed; it is started again at once.</summary>
    public required TimeSpan KillEvery { get; init; }

    /// <summary>Where the store's data lie meanwhile.</summary>
    public required string Folder { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="BenchmarkException">Something was lost, doubled, moved or changed.</exception>
    public async Task<Section> RunAsync(CancellationToken cancellationToken)
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions { Folder = WorkFolder.Create(Folder).Path }, cancellationToken);
        Host[] hosts = [.. Enumerable.Range(0, Hosts).Select(_ => new Host(["--store", azurite.ConnectionString, "--auth=false"]))];
        foreach (Host host in hosts)
            await host.StartAsync(cancellationToken);

        var acknowledged = new Acknowledgements();
        Writer[] writers = [.. Enumerable.Range(0, Hosts * Callers).Select(n => new Writer(n, hosts, namesRequests: n / Hosts % 2 == 0))];
        Reader[] readers = [.. hosts.Select(_ => new Reader(hosts, acknowledged.Any))];
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        long started = Stopwatch.GetTimestamp();
        Task working = Task.WhenAll([.. writers.Select(w => w.RunAsync(acknowledged.Add, end.Token)), .. readers.Select(r => r.RunAsync(end.Token))]);
        int kills = await ProgressDisplay.ShowAsync("acknowledged", null, progress => KillAsync(hosts, acknowledged, progress, cancellationToken));
        await end.CancelAsync();
        await working;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        foreach (Host host in hosts)
            await host.StopAsync();

        var check = new LogCheck();
        await using (AzureBlobStore store = await AzureBlobStore.OpenAsync(azurite.ConnectionString, new AzureStoreOptions(), NullLoggerFactory.Instance, cancellationToken))
            await check.ReadAsync(store, Database, cancellationToken);
        check.Compare(writers.SelectMany(w => w.Written));
        foreach (TrustedRoot seen in readers.SelectMany(r => r.Seen))
            check.Compare(seen);
        string[] violations = [.. readers.SelectMany(r => r.Violations), .. check.Violations];
        if (violations.Length > 0)
            throw new BenchmarkException($"{violations.Length} violations, {acknowledged.Count} entries acknowledged, {kills} kills:\n{string.Join('\n', violations.Take(Shown))}");
        return Report(writers, readers, check, kills, elapsed);
    }

    private async Task<int> KillAsync(Host[] hosts, Acknowledgements acknowledged, ProgressCount progress, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        long reported = 0;
        int kills = 0;
        while (Stopwatch.GetElapsedTime(started) < Duration)
        {
            TimeSpan next = KillEvery * (kills + 1);
            TimeSpan wait = (next < Duration ? next : Duration) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, cancellationToken);
            progress.Add(acknowledged.Count - reported);
            reported = acknowledged.Count;
            if (Stopwatch.GetElapsedTime(started) >= Duration)
                break;

            Host victim = hosts[kills++ % hosts.Length];
            await victim.KillAsync();
            await victim.StartAsync(cancellationToken);
        }

        return kills;
    }

    private Section Report(Writer[] writers, Reader[] readers, LogCheck check, int kills, TimeSpan elapsed)
    {
        WrittenEntry[] written = [.. writers.SelectMany(w => w.Written)];
        int acknowledged = written.Count(w => w.Outcome == WriteOutcome.Acknowledged);
        int unknown = written.Length - acknowledged;
        return new Section(
            $"{Hosts} hosts on one ledger in Azurite, one killed every {KillEvery.TotalSeconds:0.#} s",
            $"{Hosts} host processes with `--store` on one Azurite, {Callers} callers each, entries of 64 bytes one per call. A host is killed (SIGKILL) every {KillEvery.TotalSeconds:0.#} s and started again. "
                + "Every other caller names its requests and repeats one that got no answer, at the next host; the others leave it. "
                + "Readers, one per host, remember one root each and read what was acknowledged, with proofs, from all hosts in turn. At the end the log is read as it lies in the store, without the engine, its tree recomputed, and compared.",
            ["what", "figure"],
            [
                ["seconds", Figures.Seconds(elapsed)],
                ["kills", Figures.Count(kills)],
                ["entries acknowledged", Figures.Count(acknowledged)],
                ["acknowledged entries/s", Figures.Count(acknowledged / elapsed.TotalSeconds)],
                ["acknowledged and lost, doubled or moved", "0"],
                ["calls repeated under their request id", Figures.Count(writers.Sum(w => w.Repeated))],
                ["of these there twice", "0"],
                ["calls without an answer, not repeated", $"{Figures.Count(unknown)}, of which {Figures.Count(check.UnknownThere)} are there, once"],
                ["entries in the log, dense", Figures.Count((long)check.Size)],
                ["appends that hold them", Figures.Count(check.Frames)],
                ["segments", Figures.Count(check.Segments)],
                ["reads of acknowledged entries, verified", Figures.Count(readers.Sum(r => r.Verified))],
                ["roots seen by clients, all of the one log", Figures.Count(readers.Sum(r => r.Seen.Count))],
            ],
            [$"Root of the log, recomputed: `{check.Root}`."]);
    }
}
