using System.Globalization;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Simulator.Checking;
using ImmuFunctions.Simulator.Cloud;
using ImmuFunctions.Simulator.Scheduling;

namespace ImmuFunctions.Simulator.World;

/// <summary>Somebody who writes to and reads from the hosts, one thing after the other.</summary>
internal sealed class Client(SimulationContext context, IReadOnlyList<Site> sites, Workload workload, SnapshotCheck check, int number)
{
    private readonly Queue<(Site Site, VirtualProcess Process, Snapshot Snapshot)> _kept = new();
    private int _done;

    private Random Chance => context.Chance;

    private string Name => $"c{number}";

    public async Task RunAsync()
    {
        for (; _done < context.Plan.OperationsPerClient; _done++)
        {
            await context.DelayAsync(context.DrawAround(context.Plan.Think));
            Site site = Chance.Next(5) == 0 ? sites[Chance.Next(sites.Count)] : sites[number % sites.Count];
            switch (Chance.Next(10))
            {
                case < 6:
                    await WriteAsync(site);
                    break;
                case 9 when _kept.TryDequeue(out (Site Site, VirtualProcess Process, Snapshot Snapshot) old):
                    await ReadMoreAsync(old.Site, old.Process, old.Snapshot);
                    break;
                default:
                    await ReadAsync(site);
                    break;
            }
        }
    }

    /// <summary>Writes a batch; with a request id again and again, here and there, if the outcome is not known, and sometimes even if it is.</summary>
    /// <returns>Whether it was acknowledged.</returns>
    public async Task<bool> WriteAsync(Site site)
    {
        if (site.Engine is null)
            return false;
        WriteRecord record = workload.NewBatch(out EntryDraft[] drafts);
        if (Chance.Next(2) == 0)
            return await TryWriteAsync(site, record, drafts, null) == WriteOutcome.Acknowledged;

        RequestId request = RequestId.Of("simulation", record.Number.ToString(CultureInfo.InvariantCulture));
        if (Chance.Next(20) == 0)
            _ = TryWriteAsync(AnySite(), record, drafts, request); // somebody else sends the same
        WriteOutcome? outcome = await TryWriteAsync(site, record, drafts, request);
        for (int tries = 1; tries < 6 && (outcome is not WriteOutcome.Acknowledged || Chance.Next(20) == 0); tries++)
        {
            await context.DelayAsync(context.DrawAround(context.Plan.Think * tries));
            outcome = await TryWriteAsync(AnySite(), record, drafts, request) ?? outcome;
        }

        return record.IsAcknowledged;
    }

    private Site AnySite() => sites[Chance.Next(sites.Count)];

    // Null if nobody was asked.
    private async Task<WriteOutcome?> TryWriteAsync(Site site, WriteRecord record, EntryDraft[] drafts, RequestId? request)
    {
        if (site.Process is not { } process || site.Engine is not { } engine)
            return null;
        var attempt = new WriteAttempt { Invoked = context.History.Next() };
        record.Attempts.Add(attempt);
        context.Note(Name, $"writes batch {record.Number} of {drafts.Length} to {process.Name}{(request is null ? "" : ", as a request")}");
        CancellationTokenSource cancelling = CancelledNowAndThen(process);
        try
        {
            Commit commit = await HostCall.InvokeAsync(context, process, () => engine.AppendAsync(drafts, request, cancelling.Token).AsTask());
            attempt.Outcome = WriteOutcome.Acknowledged;
            (attempt.FirstIndex, attempt.SeenSize, attempt.IsReplay) = ((int)commit.FirstIndex, (int)commit.Snapshot.Size, commit.IsReplay);
            if (commit.Count != drafts.Length)
                context.Verdict.Report($"batch {record.Number} of {drafts.Length} entries was acknowledged as {commit.Count}");
            check.CheckRoot(commit.Snapshot);
        }
        catch (HostGoneException)
        {
            attempt.Outcome = WriteOutcome.Unknown;
        }
        catch (OperationCanceledException)
        {
            attempt.Outcome = WriteOutcome.Refused;
        }
        catch (LedgerException e)
        {
            attempt.Outcome = SaysNothing(e) ? WriteOutcome.Unknown : WriteOutcome.Refused;
            context.Note(Name, e.Message);
            site.Judge(e);
        }

        attempt.Completed = context.History.Next();
        context.Note(Name, $"batch {record.Number}: {attempt.Outcome} {attempt.FirstIndex} {attempt.SeenSize}");
        return attempt.Outcome;
    }

    /// <summary>Takes a snapshot and looks at some of it.</summary>
    /// <returns>The snapshot; null if none was given.</returns>
    public async Task<Snapshot?> ReadAsync(Site site)
    {
        if (site.Process is not { } process || site.Engine is not { } engine)
            return null;
        if (!context.IsCalm && Chance.Next(6) == 0)
            return await ReadStaleAsync(site, process, engine);
        long invoked = context.History.Next();
        if (await TryAsync(site, process, () => engine.SnapshotAsync(CancellationToken.None).AsTask()) is not { } snapshot)
            return null;
        long completed = context.History.Next();
        context.Note(Name, $"takes a snapshot of {snapshot.Size} at {process.Name}");
        check.CheckRoot(snapshot);

        var seen = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (int i = Chance.Next(3); i > 0; i--)
        {
            string key = workload.Keys[Chance.Next(workload.Keys.Count)];
            if (await TryAsync(site, process, async () => (await check.ReadAsync(snapshot, key), true)) is (var value, true))
                seen[key] = value;
        }

        context.History.Reads.Add(new ReadRecord(invoked, completed, (int)snapshot.Size, seen));
        await ReadMoreAsync(site, process, snapshot);
        if (Chance.Next(3) == 0)
            _kept.Enqueue((site, process, snapshot));
        return snapshot;
    }

    // It may lack what was acknowledged less long ago than it says.
    private async Task<Snapshot?> ReadStaleAsync(Site site, VirtualProcess process, LedgerEngine engine)
    {
        TimeSpan staleness = context.DrawAround(context.Plan.Think * 4);
        long known = context.History.NextAt(context.Driver.Now - staleness);
        if (await TryAsync(site, process, () => engine.SnapshotAsync(staleness, CancellationToken.None).AsTask()) is not { } snapshot)
            return null;
        check.CheckRoot(snapshot);
        context.Note(Name, $"takes a snapshot of {snapshot.Size} not older than {staleness} at {process.Name}");
        context.History.Reads.Add(new ReadRecord(known, context.History.Next(), (int)snapshot.Size, new Dictionary<string, string?>()));
        await ReadMoreAsync(site, process, snapshot);
        return snapshot;
    }

    private async Task ReadMoreAsync(Site site, VirtualProcess process, Snapshot snapshot) =>
        await TryAsync(site, process, async () =>
        {
            await check.CheckSomethingAsync(snapshot, Chance, workload.Keys);
            return true;
        });

    private async Task<T?> TryAsync<T>(Site site, VirtualProcess process, Func<Task<T>> call)
    {
        try
        {
            return await HostCall.InvokeAsync(context, process, call);
        }
        catch (HostGoneException)
        {
            return default;
        }
        catch (LedgerException e)
        {
            context.Note(Name, e.Message);
            site.Judge(e);
            return default;
        }
    }

    private CancellationTokenSource CancelledNowAndThen(VirtualProcess process)
    {
        var cancelling = new CancellationTokenSource();
        if (!context.IsCalm && Chance.Next(30) == 0)
        {
            context.Tally.Count(Fault.CancelledCall);
            context.Driver.Plan(TimeSpan.FromMilliseconds(Chance.NextDouble() * 30), () => process.Deliver(cancelling.Cancel));
        }

        return cancelling;
    }

    private static bool SaysNothing(LedgerException e) =>
        e.Message.Contains("not known", StringComparison.Ordinal);
}
