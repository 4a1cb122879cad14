using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.Rpc;

/// <summary>gRPC calls to the local host, from this process, over the loopback address.</summary>
internal sealed class RpcBenchmark
{
    // Batches need few callers to keep the host busy, and are no measure of many.
    private const int MostBatchCallers = 8;

    /// <summary>Entries loaded before measuring; at least 1.</summary>
    public required long Entries { get; init; }

    /// <summary>Where the host's data lie while it is measured.</summary>
    public required string Folder { get; init; }

    /// <summary>Time per row.</summary>
    public required int Seconds { get; init; }

    /// <summary>TCP connections that share the calls.</summary>
    public required int Connections { get; init; }

    /// <summary>Calls under way at once; one set of rows each.</summary>
    public required IReadOnlyList<int> Concurrency { get; init; }

    /// <summary>Runs it.</summary>
    public async Task<Section> RunAsync(CancellationToken cancellationToken)
    {
        var folder = WorkFolder.Create(Folder);
        await using var host = await HostProcess.StartAsync(folder.File("data"), cancellationToken);
        using var session = await HostSession.OpenAsync(host.Address, Connections, cancellationToken);
        await Preload.RunAsync(session, Entries, cancellationToken);
        await RpcWorkload.PrepareAsync(session, cancellationToken);
        var root = TrustedRoot.From((await session.Client(0).CurrentRootAsync(session.Options, cancellationToken)).Payload);

        using var probe = new FsyncProbe(folder.File("probe"));
        var workload = new RpcWorkload(Entries, root);
        var turns = new RpcTurns(session, Seconds);
        List<(RpcOperation Operation, int Callers)> calls = [.. Concurrency.SelectMany(_ => workload.Calls, (callers, call) => (call, callers))];

        // Right before the first Set and for as long: a few fsyncs in another moment of a shared disk are no measure for it.
        calls.Insert(1, (RpcWorkload.Fsync(probe), 1));
        var callOutcomes = await turns.RunAsync("measuring calls", calls, cancellationToken);

        // After the single calls: batches make the log many times longer than the rows above should be measured on.
        List<(RpcOperation Operation, int Callers)> batches =
            [.. Concurrency.Select(callers => Math.Min(callers, MostBatchCallers)).Distinct().Select(callers => (workload.SetBatch, callers))];
        var batchOutcomes = await turns.RunAsync("measuring batches", batches, cancellationToken);

        var end = await session.Client(0).CurrentRootAsync(session.Options, cancellationToken);
        var resident = host.ResidentBytes;
        await host.StopAsync();
        var report = new RpcReport(calls, callOutcomes);
        return new Section(
            $"gRPC calls over {Figures.Count(Entries)} entries",
            Method(),
            RpcReport.Columns,
            [.. report.Rows(), .. batches.Zip(batchOutcomes, RpcReport.BatchRow)],
            [
                report.FsyncNote(),
                $"At the end the log had {Figures.Count(end.Payload.Index + 1)} entries and the host {Figures.Mebibytes(resident)} MiB in RAM.",
            ]);
    }

    private string Method() =>
        $"The local host runs as a process of its own over its folder store ({Machine.FileSystemOf(Folder)}), with authentication; every answer "
        + $"to a write is durable. This process calls it over {Connections} connections through the project's own client, on the same cores. "
        + $"Keys have {NumberedKey.KeyBytes} bytes, values {EntrySource.ValueBytes}; reads are of random loaded keys, writes of new ones. Each row "
        + $"is {Seconds} s in turns of one second, all single calls in turn, after a warm-up turn; batches come last. The loop is closed: "
        + "every caller calls again once it is answered, so latencies are what these callers saw and are not corrected for "
        + "coordinated omission. Proofs are made here but not verified; the package benchmark does that.";
}
