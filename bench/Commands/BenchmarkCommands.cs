using System.CommandLine;
using ImmuFunctions.Bench.Auditing;
using ImmuFunctions.Bench.Azurite;
using ImmuFunctions.Bench.ColdStart;
using ImmuFunctions.Bench.Contention;
using ImmuFunctions.Bench.Costs;
using ImmuFunctions.Bench.Growth;
using ImmuFunctions.Bench.Hashing;
using ImmuFunctions.Bench.Ingest;
using ImmuFunctions.Bench.Packages;
using ImmuFunctions.Bench.Prices;
using ImmuFunctions.Bench.Restart;
using ImmuFunctions.Bench.Rpc;
using ImmuFunctions.Bench.Sdk;

namespace ImmuFunctions.Bench.Commands;

/// <summary>The program's commands.</summary>
internal static class BenchmarkCommands
{
    public static IEnumerable<Command> All() => [Rpc(), Sdk(), Ingest(), Hash(), Packages(), Restart(), Audit(), Index(), Costs(), Azurite(), Contention(), Prices(), Cloud(), ColdStart(), SimulateCommand.Create(), Everything()];

    private static Command Rpc()
    {
        var entries = BenchmarkOptions.Entries(100_000);
        var folder = BenchmarkOptions.Folder();
        var seconds = BenchmarkOptions.Seconds(5);
        var connections = BenchmarkOptions.Connections();
        var concurrency = new Option<int[]>("--concurrency", "-c")
        {
            Description = "Calls under way at once; may be given several times.",
            DefaultValueFactory = _ => [1, 256],
            AllowMultipleArgumentsPerToken = true,
        };
        return ReportingCommand.Create(
            "rpc", "gRPC calls to the local host over its folder store.", [entries, folder, seconds, connections, concurrency],
            given => [new RpcBenchmark
            {
                Entries = given.GetValue(entries),
                Folder = given.GetValue(folder)!,
                Seconds = given.GetValue(seconds),
                Connections = given.GetValue(connections),
                Concurrency = given.GetValue(concurrency)!,
            }.RunAsync]);
    }

    private static Command Sdk()
    {
        var entries = BenchmarkOptions.Entries(100_000);
        var folder = BenchmarkOptions.Folder();
        var seconds = BenchmarkOptions.Seconds(5);
        var connections = BenchmarkOptions.Connections();
        var concurrency = new Option<int[]>("--concurrency", "-c")
        {
            Description = "Calls under way at once; may be given several times.",
            DefaultValueFactory = _ => [1, 16, 256],
            AllowMultipleArgumentsPerToken = true,
        };
        return ReportingCommand.Create(
            "sdk", "What verification costs: the SDK beside the rpcs alone.", [entries, folder, seconds, connections, concurrency],
            given => [new SdkBenchmark
            {
                Entries = given.GetValue(entries),
                Folder = given.GetValue(folder)!,
                Seconds = given.GetValue(seconds),
                Connections = given.GetValue(connections),
                Concurrency = given.GetValue(concurrency)!,
            }.RunAsync]);
    }

    private static Command Ingest()
    {
        var entries = BenchmarkOptions.Entries(2_000_000);
        var folder = BenchmarkOptions.Folder();
        var store = new Option<StoreKind>("--store") { Description = "Where the ledger lies.", DefaultValueFactory = _ => StoreKind.Memory };
        var order = new Option<KeyOrder>("--keys") { Description = "Order in which the keys arrive.", DefaultValueFactory = _ => KeyOrder.Random };
        return ReportingCommand.Create(
            "ingest", "Batches of 1,000 through the ledger engine, in process.", [entries, folder, store, order],
            given => [new IngestBenchmark
            {
                Entries = given.GetValue(entries),
                Folder = given.GetValue(folder)!,
                Cases = [(given.GetValue(store), given.GetValue(order))],
            }.RunAsync]);
    }

    private static Command Hash() =>
        ReportingCommand.Create("hash", "SHA-256 of tree nodes and leaves, alone and in batches.", [], _ => [new HashBenchmark().RunAsync]);

    private static Command Packages()
    {
        var folder = BenchmarkOptions.Folder();
        var connections = BenchmarkOptions.Connections();
        var file = BenchmarkOptions.PackageFile();
        var concurrency = new Option<int>("--concurrency", "-c") { Description = "Calls under way at once.", DefaultValueFactory = _ => 64 };
        return ReportingCommand.Create(
            "packages", "Every package record of the distribution, written, verified, and verified again after a restart.",
            [folder, connections, file, concurrency],
            given => [new PackagesBenchmark
            {
                Folder = given.GetValue(folder)!,
                Connections = given.GetValue(connections),
                Source = PackageSource.Of(given.GetValue(file)),
                Concurrency = given.GetValue(concurrency),
            }.RunAsync]);
    }

    private static Command Restart()
    {
        var entries = BenchmarkOptions.Entries(1_000_000);
        var folder = BenchmarkOptions.Folder();
        var connections = BenchmarkOptions.Connections();
        return ReportingCommand.Create(
            "restart", "Time until a host that was stopped answers again, and its memory.", [entries, folder, connections],
            given => [new RestartBenchmark
            {
                Entries = given.GetValue(entries),
                Folder = given.GetValue(folder)!,
                Connections = given.GetValue(connections),
            }.RunAsync]);
    }

    private static Command Audit()
    {
        var entries = BenchmarkOptions.Entries(2_000_000);
        var folder = BenchmarkOptions.Folder();
        return ReportingCommand.Create(
            "audit", "An audit of a whole ledger in a folder, without memory of an earlier one.", [entries, folder],
            given => [new AuditBenchmark { Entries = given.GetValue(entries), Folder = given.GetValue(folder)! }.RunAsync]);
    }

    private static Command Index()
    {
        var folder = BenchmarkOptions.Folder();
        var seconds = BenchmarkOptions.Seconds(15);
        var connections = BenchmarkOptions.Connections();
        var sizes = new Option<long[]>("--sizes")
        {
            Description = "Numbers of entries; may be given several times.",
            DefaultValueFactory = _ => [100_000, 1_000_000, 10_000_000],
            AllowMultipleArgumentsPerToken = true,
        };
        return ReportingCommand.Create(
            "index", "How loads, starts, reads, writes and memory change as the ledger grows; takes long, and gigabytes.",
            [sizes, folder, seconds, connections],
            given => [new GrowthBenchmark
            {
                Sizes = given.GetValue(sizes)!,
                Folder = given.GetValue(folder)!,
                Seconds = given.GetValue(seconds),
                Connections = given.GetValue(connections),
            }.RunAsync]);
    }

    private static Command Costs()
    {
        var entries = BenchmarkOptions.Entries(10_000_000);
        var folder = BenchmarkOptions.Folder();
        return ReportingCommand.Create(
            "costs", "How many operations of the store each action takes; in process, takes long, and gigabytes.", [entries, folder],
            given => [new CostsBenchmark { Entries = given.GetValue(entries), Folder = given.GetValue(folder)! }.RunAsync]);
    }

    private static Command Contention()
    {
        var folder = BenchmarkOptions.Folder();
        var seconds = BenchmarkOptions.Seconds(120);
        var hosts = new Option<int>("--hosts") { Description = "Host processes.", DefaultValueFactory = _ => 4 };
        var callers = new Option<int>("--callers") { Description = "Callers per host.", DefaultValueFactory = _ => 16 };
        var killEvery = new Option<double>("--kill-every") { Description = "Seconds from one kill to the next.", DefaultValueFactory = _ => 5 };
        return ReportingCommand.Create(
            "contention", "Hosts that write to one ledger in Azurite and are killed; then the log is compared with what clients were told.", [folder, seconds, hosts, callers, killEvery],
            given => [new ContentionBenchmark
            {
                Hosts = given.GetValue(hosts),
                Callers = given.GetValue(callers),
                Duration = TimeSpan.FromSeconds(given.GetValue(seconds)),
                KillEvery = TimeSpan.FromSeconds(given.GetValue(killEvery)),
                Folder = given.GetValue(folder)!,
            }.RunAsync]);
    }

    private static Command Prices()
    {
        var entries = BenchmarkOptions.Entries(1_000_000);
        return ReportingCommand.Create(
            "prices", "Dollars per million entries and per idle month in Azure Storage, from counted operations.", [entries],
            given => [new PricesBenchmark { Entries = given.GetValue(entries) }.RunAsync]);
    }

    private static Command Azurite()
    {
        var folder = BenchmarkOptions.Folder();
        var seconds = BenchmarkOptions.Seconds(20);
        return ReportingCommand.Create(
            "azurite", "The ledger engine on append blobs of Azurite, beside bare appends; in process, needs Node.js.", [folder, seconds],
            given => [new AzuriteBenchmark { Folder = given.GetValue(folder)!, Seconds = given.GetValue(seconds) }.RunAsync]);
    }

    private static Command Cloud()
    {
        var folder = BenchmarkOptions.Folder();
        var seconds = BenchmarkOptions.Seconds(20);
        return ReportingCommand.Create(
            "cloud", "Azurite, contention and prices, one after the other; needs Node.js.", [folder, seconds],
            given => [
                new AzuriteBenchmark { Folder = given.GetValue(folder)!, Seconds = given.GetValue(seconds) }.RunAsync,
                new ContentionBenchmark
                {
                    Hosts = 4,
                    Callers = 16,
                    Duration = TimeSpan.FromMinutes(2),
                    KillEvery = TimeSpan.FromSeconds(5),
                    Folder = given.GetValue(folder)!,
                }.RunAsync,
                new PricesBenchmark { Entries = 1_000_000 }.RunAsync,
            ]);
    }

    private static Command ColdStart()
    {
        var entries = BenchmarkOptions.Entries(1_000_000);
        var folder = BenchmarkOptions.Folder();
        var rounds = new Option<int>("--rounds") { Description = "Starts of each program.", DefaultValueFactory = _ => 15 };
        return ReportingCommand.Create(
            "coldstart", "From the start of the published function app's process to its first verified answer, beside a bare server; needs Node.js and python3.", [entries, folder, rounds],
            given => [new ColdStartBenchmark { Entries = given.GetValue(entries), Folder = given.GetValue(folder)!, Rounds = given.GetValue(rounds) }.RunAsync]);
    }

    private static Command Everything()
    {
        var folder = BenchmarkOptions.Folder();
        var seconds = BenchmarkOptions.Seconds(5);
        var connections = BenchmarkOptions.Connections();
        var file = BenchmarkOptions.PackageFile();
        return ReportingCommand.Create(
            "all", "All of these but index, costs, simulate and what is about the cloud or the functions; the packages only if there are any.", [folder, seconds, connections, file],
            given => AllBenchmarks.Of(
                given.GetValue(folder)!, given.GetValue(seconds), given.GetValue(connections), PackageSource.Of(given.GetValue(file))));
    }
}
