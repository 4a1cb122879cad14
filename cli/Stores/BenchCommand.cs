using System.CommandLine;
using System.Globalization;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Stores;

/// <summary><c>immu bench</c>: throughput and latencies of a ledger as this machine sees it.</summary>
internal static class BenchCommand
{
    private const int ValueBytes = 64;
    private const int BatchEntries = 1000;

    private delegate Task Call(LedgerClient ledger, string run, long number, CancellationToken cancellationToken);

    /// <summary>The command.</summary>
    public static Command Create(CommandHost host)
    {
        var seconds = new Option<int>("--seconds") { Description = "How long each kind of call is measured.", HelpName = "number", DefaultValueFactory = _ => 3 };
        var callers = new Option<int>("--callers") { Description = "Calls under way at a time.", HelpName = "number", DefaultValueFactory = _ => 32 };
        var verified = new Option<bool>("--verified") { Description = "Only the calls that are verified." };
        return host.Command(
            "bench", "Measure a ledger: sets, gets and batches per second, verified and not. It writes entries whose keys begin with bench/.",
            "immu bench --seconds 3 --callers 32", [seconds, callers, verified],
            async run =>
            {
                int length = Positive(run.Value(seconds), "--seconds"), many = Positive(run.Value(callers), "--callers");
                LedgerClient ledger = await run.ConnectAsync();
                string name = Guid.NewGuid().ToString("N")[..8];
                var rows = new List<IReadOnlyList<Field>>();
                foreach ((string operation, int entries, bool isVerified, Call call) in Operations())
                {
                    if (isVerified || !run.Value(verified))
                        rows.Add(await MeasureAsync(run, ledger, operation, entries, call, name, TimeSpan.FromSeconds(length), entries > 1 ? Math.Min(many, 4) : many));
                }

                run.Printer.WriteAll(rows);
                return 0;
            });
    }

    // Verified sets first: the gets read what they wrote.
    private static IEnumerable<(string Operation, int Entries, bool IsVerified, Call Call)> Operations() =>
    [
        ("set, verified", 1, true, (ledger, run, number, ct) => ledger.SetAsync(Key(run, number), Value(number), ct)),
        ("get, verified", 1, true, (ledger, run, number, ct) => ledger.GetAsync(Key(run, 0), ct)),
        ("batch, verified", BatchEntries, true, (ledger, run, number, ct) => ledger.SetAllAsync(Batch(run, number), ct)),
        ("set", 1, false, (ledger, run, number, ct) => ledger.SetUnverifiedAsync($"bench/{run}/u{number}", Value(number), ct)),
        ("get", 1, false, (ledger, run, number, ct) => ledger.GetUnverifiedAsync(Key(run, 0), ct)),
    ];

    private static async Task<IReadOnlyList<Field>> MeasureAsync(CommandRun run, LedgerClient ledger, string operation, int entries, Call call, string name, TimeSpan length, int callers)
    {
        using var bar = new ProgressLine(run.Terminal, "calls");
        TimeProvider time = run.Terminal.Time;
        long began = time.GetTimestamp(), number = -1;
        List<double>[] taken = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(
            async () =>
            {
                var own = new List<double>();
                while (time.GetElapsedTime(began) < length)
                {
                    long at = time.GetTimestamp(), mine = Interlocked.Increment(ref number);
                    await call(ledger, name, mine, run.CancellationToken);
                    own.Add(time.GetElapsedTime(at).TotalMilliseconds);
                    bar.Tell(operation, (ulong)mine, time.GetElapsedTime(began) / length);
                }

                return own;
            },
            run.CancellationToken)));
        double elapsed = time.GetElapsedTime(began).TotalSeconds;
        double[] all = [.. taken.SelectMany(t => t).Order()];
        return
        [
            Field.Of("operation", operation),
            Field.Of("callers", (long)callers),
            Field.Of("calls", (long)all.Length),
            Field.Of("entries/s", Rounded(all.Length * entries / elapsed, "0")),
            Field.Of("p50 ms", Rounded(all[all.Length / 2], "0.00")),
            Field.Of("p99 ms", Rounded(all[all.Length * 99 / 100], "0.00")),
            Field.Of("max ms", Rounded(all[^1], "0.00")),
        ];
    }

    private static string Key(string run, long number) => $"bench/{run}/{number}";

    private static string Value(long number) => number.ToString(CultureInfo.InvariantCulture).PadLeft(ValueBytes, '.');

    private static IEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> Batch(string run, long number) =>
        Enumerable.Range(0, BatchEntries).Select(i => KeyValuePair.Create<LedgerBytes, LedgerBytes>($"bench/{run}/b{number}/{i}", Value(i)));

    private static string Rounded(double figure, string form) => figure.ToString(form, CultureInfo.InvariantCulture);

    private static int Positive(int number, string option) => number > 0 ? number : throw FailureException.WrongUse($"{option} is at least 1");
}
