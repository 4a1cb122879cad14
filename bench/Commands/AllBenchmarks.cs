using ImmuFunctions.Bench.Hashing;
using ImmuFunctions.Bench.Ingest;
using ImmuFunctions.Bench.Packages;
using ImmuFunctions.Bench.Reporting;
using ImmuFunctions.Bench.Restart;
using ImmuFunctions.Bench.Rpc;

namespace ImmuFunctions.Bench.Commands;

/// <summary>What the page of benchmarks is made of.</summary>
internal static class AllBenchmarks
{
    public static IReadOnlyList<Func<CancellationToken, Task<Section>>> Of(string folder, int seconds, int connections, PackageSource packages)
    {
        List<Func<CancellationToken, Task<Section>>> benchmarks =
        [
            RpcOver(100_000).RunAsync,
            RpcOver(1_000_000).RunAsync,
            new IngestBenchmark
            {
                Entries = 2_000_000,
                Folder = folder,
                Cases = [(StoreKind.Memory, KeyOrder.Random), (StoreKind.Memory, KeyOrder.Sequential), (StoreKind.Folder, KeyOrder.Random)],
            }.RunAsync,
            new HashBenchmark().RunAsync,
            new RestartBenchmark { Entries = 1_000_000, Folder = folder, Connections = connections }.RunAsync,
        ];
        if (packages.HasRecords())
            benchmarks.Add(new PackagesBenchmark { Folder = folder, Connections = connections, Source = packages, Concurrency = 64 }.RunAsync);
        return benchmarks;

        RpcBenchmark RpcOver(long entries) => new()
        {
            Entries = entries,
            Folder = folder,
            Seconds = seconds,
            Connections = connections,
            Concurrency = [1, 256],
        };
    }
}
