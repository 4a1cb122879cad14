using ImmuFunctions.Ledger;
using ImmuFunctions.Simulator.Checking;
using ImmuFunctions.Simulator.Cloud;
using ImmuFunctions.Simulator.Reporting;
using ImmuFunctions.Simulator.Scheduling;

namespace ImmuFunctions.Simulator.World;

/// <summary>One seed's run: a storm over several hosts and their clients, then calm, then the accounts.</summary>
internal sealed class Simulation
{
    private const long MostEvents = 2_000_000;

    private static readonly TimeSpan LongestSettling = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UntilAllHasLanded = TimeSpan.FromMinutes(2);

    private readonly SimulationContext _context;
    private readonly Site[] _sites;
    private readonly Client[] _clients;
    private readonly Client _tester;
    private readonly Workload _workload;
    private readonly Weather _weather;
    private readonly SnapshotCheck _check;
    private readonly OutcomeTally _outcomes = new();
    private string _stage = "the storm";

    private Simulation(int seed, Trace trace)
    {
        var chance = new Random(seed);
        WorldPlan plan = WorldPlan.Draw(chance);
        var driver = new Driver(MostEvents);
        var verdict = new Verdict(driver);
        var network = new Network(driver, chance, plan.Rates, new FaultTally(), trace);
        var log = new LogModel(plan.SliceEntries, plan.SegmentFrames);
        var lost = new LostBlobs();
        var index = new IndexWatch(driver, log, new RunModel(log, plan.HasValues), lost, plan.RunGrace, name => network.Cloud.Find(name));
        network.Cloud = new SimulatedCloud(driver, new StoreWatch(verdict, log, new TileWatch(log), index, lost));
        _context = new SimulationContext
        {
            Driver = driver,
            Chance = chance,
            Plan = plan,
            Network = network,
            Cloud = network.Cloud,
            Log = log,
            Index = index,
            Lost = lost,
            Verdict = verdict,
            History = new History(() => driver.Now),
            Trace = trace,
            Time = new VirtualTime(driver, null),
        };
        _workload = new Workload(_context);
        _check = new SnapshotCheck(log, verdict);
        _sites = [.. Enumerable.Range(1, plan.Hosts).Select(i => new Site(_context, i))];
        _clients = [.. Enumerable.Range(1, plan.Clients).Select(i => new Client(_context, _sites, _workload, _check, i))];
        _tester = new Client(_context, _sites, _workload, _check, 0);
        _weather = new Weather(_context, _sites, _tester.WriteAsync);
    }

    /// <summary>Runs a seed. Not on a thread of the pool.</summary>
    public static SeedResult Run(int seed, TextWriter? lines)
    {
        var trace = new Trace(lines);
        var simulation = new Simulation(seed, trace);
        SimulationContext context = simulation._context;
        trace.Note(TimeSpan.Zero, "seed", $"{seed}: {context.Plan}");
        try
        {
            context.Driver.Run(() => Task.WhenAny(simulation.RunAsync(), context.Verdict.Broken).Unwrap());
        }
        catch (StuckException e)
        {
            context.Verdict.Report($"stuck in {simulation._stage}: {e.Message}; hosts: {simulation.Describe()}");
        }
        catch (Exception e)
        {
            context.Verdict.Report($"{e}");
        }

        trace.Note(context.Driver.Now, "all", context.Verdict.Violations.Count == 0 ? "is well" : context.Verdict.Violations[0]);
        return new SeedResult(seed, trace.Hash, context.Verdict.Violations, context.Tally, simulation._outcomes, context.History, context.Network.Calls, context.Driver.Happened, context.Driver.Now, context.Log.Size);
    }

    private async Task RunAsync()
    {
        foreach (Site site in _sites)
            _ = Watched(site.RunAsync());
        _ = Watched(_weather.RunAsync());
        _ = Watched(_weather.LookAfterAsync());
        await Task.WhenAll(_clients.Select(c => c.RunAsync()));
        await CalmAsync();
        await ServeAsync();
        await SettleAsync();
        await EndAsync();
    }

    private async Task CalmAsync()
    {
        _stage = "the end of the storm";
        _context.Note("all", "the storm is over");
        _context.IsStormOver = true;
        _context.Network.Calm();
        foreach (Site site in _sites)
            site.Process?.Resume();
        await _context.DelayAsync(UntilAllHasLanded);
        if (_context.Index.MissingRuns().Any() || _context.MustDeleteIndex)
            _weather.DeleteIndex();
        else if (_context.Tally[Fault.LostManifest] > 0)
            await Task.WhenAll(_sites.Select(s => s.StopAsync())); // a host that began with the manifest that was lost may say that it has to be restarted
        await _context.DelayAsync(UntilAllHasLanded);
        _context.IsCalm = true;
    }

    private async Task ServeAsync()
    {
        _stage = "the calm";
        foreach (Site site in _sites)
        {
            while (site.Engine is null)
                await _context.DelayAsync(TimeSpan.FromSeconds(1));
            if (!await _tester.WriteAsync(site))
                _context.Verdict.Report($"{site.Name} does not write though nothing is wrong any more");
        }

        foreach (Site site in _sites)
            await CheckAllAsync(site);
    }

    private async Task SettleAsync()
    {
        _stage = "settling";
        await _context.DelayAsync(UntilAllHasLanded);
        long calls = _context.Network.Calls;
        await _context.DelayAsync(UntilAllHasLanded);
        if (_context.Network.Calls != calls)
            _context.Verdict.Report($"the hosts made {_context.Network.Calls - calls} calls in {UntilAllHasLanded} in which nobody asked for anything");

        foreach (Site site in _sites)
            site.Close();
        await Task.WhenAll(_sites.Select(s => s.StopAsync()));
    }

    // A host that has seen nothing of all this finds the same.
    private async Task EndAsync()
    {
        _stage = "the last start";
        var site = new Site(_context, 9);
        _ = Watched(site.RunAsync());
        while (site.Engine is null)
            await _context.DelayAsync(TimeSpan.FromMilliseconds(100));

        // One that starts does the merges that another, which died, has left.
        TimeSpan latest = _context.Driver.Now + LongestSettling;
        while (!site.Engine.IsSettled && _context.Driver.Now < latest)
            await _context.DelayAsync(TimeSpan.FromMilliseconds(100));
        if (!site.Engine.IsSettled)
            _context.Verdict.Report($"{site.Name} has not done what is due within {LongestSettling}");
        _context.Verdict.Require(_context.Index.CheckPlan());
        await CheckAllAsync(site);
        site.Close();
        await site.StopAsync();

        _stage = "the accounts";
        foreach (string fault in HistoryCheck.Faults(_context.History, _context.Log, _outcomes))
            _context.Verdict.Report(fault);
        foreach (string key in _workload.Keys)
            _context.Verdict.Require(RegisterCheck.Fault(key, _context.History, _outcomes));
        foreach ((string name, CloudBlob blob) in _context.Cloud.Under("log/"))
            _context.Note("log", $"{name} {blob.Length}");
        _context.Verdict.Require(LogAudit.Fault(_context.Cloud, _context.Log, _context.Plan));
    }

    private async Task CheckAllAsync(Site site)
    {
        Snapshot? snapshot = await _tester.ReadAsync(site);
        if (snapshot is null || snapshot.Size != (ulong)_context.Log.Size)
            _context.Verdict.Report($"{site.Name} gives a snapshot of {snapshot?.Size} entries; the log has {_context.Log.Size}");
        else
            await HostCall.InvokeAsync(_context, site.Process!, async () =>
            {
                await _check.CheckAllAsync(snapshot, _context.Chance, _workload.Keys);
                return true;
            });
    }

    // What goes wrong in the simulator itself must not be lost.
    private async Task Watched(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception e)
        {
            _context.Verdict.Report($"{e}");
        }
    }

    private string Describe() => string.Join(
        "; ", _sites.Select(s => $"{s.Name} {(s.Process is not { } process ? "is down" : process.IsPaused ? "is paused" : s.Engine is null ? "starts or stops" : "serves")}, {s.Connection?.AnswersUnderWay} answers under way"));
}
