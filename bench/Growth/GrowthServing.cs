using Immudb.Schema;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.Growth;

/// <summary>Reads random loaded keys and writes new ones, in one life of a host.</summary>
/// <param name="entries">Entries loaded.</param>
/// <param name="root">The root after loading.</param>
/// <param name="seconds">How long each kind of call is measured.</param>
/// <param name="connections">TCP connections that share the calls.</param>
internal sealed class GrowthServing(long entries, TrustedRoot root, int seconds, int connections)
{
    /// <summary>Callers of the gets that are made together.</summary>
    public const int GetCallers = 16;

    /// <summary>Callers of the sets.</summary>
    public const int SetCallers = 256;

    private const long ManyEntries = 10_000_000;
    private const int SetSample = 200;

    // The host's code has to be compiled well before it is measured.
    private static readonly TimeSpan SetWarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OtherWarmUp = TimeSpan.FromMilliseconds(500);

    private readonly Auditor _auditor = new(root);
    private long _draws;
    private long _sets;

    /// <summary>Gets before the measured ones: more where there is more to keep in memory.</summary>
    public static long WarmUpGets(long entries) => entries >= ManyEntries ? 250_000 : 20_000;

    /// <summary>Runs it.</summary>
    /// <exception cref="BenchmarkException">An answer is not right, or not proved.</exception>
    public async Task<ServingFigures> RunAsync(string folder, CancellationToken cancellationToken)
    {
        // The starts before this one have emptied the page cache.
        PageCache.Fill(folder);
        await using var host = await HostProcess.StartAsync(folder, cancellationToken);
        using var session = await HostSession.OpenAsync(host.Address, connections, cancellationToken);
        await SafeGetAsync(session, 0);
        var afterStart = host.ResidentBytes;

        await WarmUpAsync(session, cancellationToken);
        var duration = TimeSpan.FromSeconds(seconds);
        var getAlone = await LoadAsync("getting, one caller", 1, duration, caller => GetAsync(session, caller), cancellationToken);
        await LoadAsync("getting", GetCallers, OtherWarmUp, caller => GetAsync(session, caller), cancellationToken);
        var getTogether = await LoadAsync("getting", GetCallers, duration, caller => GetAsync(session, caller), cancellationToken);
        await LoadAsync("getting with proofs", 1, OtherWarmUp, caller => SafeGetAsync(session, caller), cancellationToken);
        var safeGetAlone = await LoadAsync("getting with proofs", 1, duration, caller => SafeGetAsync(session, caller), cancellationToken);
        var afterGets = host.ResidentBytes;

        await LoadAsync("setting", SetCallers, SetWarmUp, caller => SetAsync(session, caller), cancellationToken);
        var before = host.ProcessorTime;
        var set = await LoadAsync("setting", SetCallers, duration, caller => SetAsync(session, caller), cancellationToken);
        var used = host.ProcessorTime - before;
        var afterSets = host.ResidentBytes;
        await VerifySetsAsync(session, cancellationToken);
        var peak = host.PeakResidentBytes;
        await host.StopAsync();
        return new(getAlone, getTogether, safeGetAlone, set, used, afterStart, afterGets, afterSets, peak);
    }

    private static Task<LoadOutcome> LoadAsync(
        string title, int callers, TimeSpan duration, Func<int, Task> call, CancellationToken cancellationToken) =>
        ProgressDisplay.ShowAsync(title, null, async progress =>
        {
            var outcome = new LoadOutcome();
            await ClosedLoop.RunAsync(
                callers,
                duration,
                async caller =>
                {
                    await call(caller);
                    progress.Add(1);
                },
                outcome,
                cancellationToken);
            return outcome;
        });

    private Task<long> WarmUpAsync(HostSession session, CancellationToken cancellationToken)
    {
        var gets = WarmUpGets(entries);
        return ProgressDisplay.ShowAsync("warming up", gets, async progress =>
        {
            long begun = 0;
            await Task.WhenAll(Enumerable.Range(0, GetCallers).Select(async caller =>
            {
                while (Interlocked.Increment(ref begun) <= gets)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await GetAsync(session, caller);
                    progress.Add(1);
                }
            }));
            return progress.Done;
        });
    }

    private async Task GetAsync(HostSession session, int caller)
    {
        var number = NextLoaded();
        var answer = await session.Client(caller).GetAsync(new Key { Key_ = EntrySource.Key(number) }, session.Options);
        if (answer.Value != EntrySource.Value(number))
            throw new BenchmarkException($"{answer.Key.ToStringUtf8()}: another value came back than was written");
    }

    private Task SafeGetAsync(HostSession session, int caller)
    {
        var number = NextLoaded();
        return _auditor.VerifyAsync(session, caller, EntrySource.Key(number), EntrySource.Value(number), CancellationToken.None);
    }

    private async Task SetAsync(HostSession session, int caller)
    {
        var number = entries + Interlocked.Increment(ref _sets) - 1;
        await session.Client(caller).SetAsync(EntrySource.Pair(number), session.Options);
    }

    // The last ones are the newest of the log, the others may lie anywhere between.
    private async Task VerifySetsAsync(HostSession session, CancellationToken cancellationToken)
    {
        for (var i = 0; i < SetSample; i++)
        {
            var number = entries + (i < SetSample / 2 ? _sets - 1 - i : EntrySource.RandomNumber(i, _sets));
            await _auditor.VerifyAsync(session, 0, EntrySource.Key(number), EntrySource.Value(number), cancellationToken);
        }
    }

    private long NextLoaded() => EntrySource.RandomNumber(Interlocked.Increment(ref _draws), entries);
}
