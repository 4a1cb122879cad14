using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Reporting;
using ImmuFunctions.Bench.Rpc;
using ImmuFunctions.Client;
using ImmuFunctions.Client.Trust;

namespace ImmuFunctions.Bench.Sdk;

/// <summary>What verification costs: the SDK's calls beside the same rpcs with nothing verified, in turns.</summary>
internal sealed class SdkBenchmark
{
    /// <summary>Entries loaded before measuring; at least 1.</summary>
    public required long Entries { get; init; }

    /// <summary>Where the host's data and the trusted roots lie while it is measured.</summary>
    public required string Folder { get; init; }

    /// <summary>Turns of one second per row.</summary>
    public required int Seconds { get; init; }

    /// <summary>TCP connections that share the calls; so many clients of the SDK.</summary>
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
        var root = Hosting.TrustedRoot.From((await session.Client(0).CurrentRootAsync(session.Options, cancellationToken)).Payload);
        using var roots = new FileTrustedRoots(folder.File("trusted-roots"));
        LedgerClient[] clients = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => LedgerClient.ConnectAsync(
            $"immu://immudb:immudb@{host.Address.Authority}/defaultdb", new LedgerClientOptions { Roots = roots }, cancellationToken)));
        try
        {
            var workload = new SdkWorkload(Entries, root, clients);
            List<(RpcOperation Operation, int Callers)> plan = [.. Concurrency.SelectMany(_ => workload.Calls, (callers, call) => (call, callers))];
            LoadOutcome[] outcomes = await new RpcTurns(session, Seconds).RunAsync("measuring", plan, cancellationToken);
            await host.StopAsync();
            return new Section(
                $"The SDK over {Figures.Count(Entries)} entries",
                Method(),
                ["call", "callers", "calls/s", "of the rpc alone", "target", "p50 ms", "p99 ms"],
                [.. plan.Select((row, i) => Row(plan, outcomes, i))],
                []);
        }
        finally
        {
            foreach (LedgerClient client in clients)
                await client.DisposeAsync();
        }
    }

    private static IReadOnlyList<string> Row(List<(RpcOperation Operation, int Callers)> plan, LoadOutcome[] outcomes, int row)
    {
        // Each kind begins with the rpc alone.
        int alone = row - (row % SdkWorkload.Ways);
        return
        [
            plan[row].Operation.Name,
            Figures.Count(plan[row].Callers),
            Figures.Count(outcomes[row].Rate),
            Figures.Ratio(outcomes[row].Rate / outcomes[alone].Rate),
            plan[row].Operation.TargetRatio is { } target ? $"≥ {Figures.Ratio(target)}" : "",
            Figures.Milliseconds(outcomes[row].Latencies.Quantile(0.5)),
            Figures.Milliseconds(outcomes[row].Latencies.Quantile(0.99)),
        ];
    }

    private string Method() =>
        $"The local host runs as a process of its own over its folder store ({Machine.FileSystemOf(Folder)}), with authentication. This process calls it over {Connections} connections, on the same "
        + "cores: what verification costs the client, the host lacks. The rpc alone is SafeGet or SafeSet through the project's gRPC client, with its proof, which nobody looks at. The SDK checks it, moves its root on and "
        + "remembers it in a file that its clients share, before a write is answered. "
        + $"Keys have {NumberedKey.KeyBytes} bytes, values {EntrySource.ValueBytes}; reads are of random loaded keys, writes of new ones. Each row is {Seconds} s in turns of one second, all in turn, after a warm-up turn.";
}
