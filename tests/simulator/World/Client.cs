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

    /// <summary>Writes a batch.</summary>
    /// <returns>Whether it was acknowledged.</returns>
    public async Task<bool> WriteAsync(Site site)
    {
        if (site.Process is not { } process || site.Engine is not { } engine)
            return false;
        WriteRecord record = workload.NewBatch(out EntryDraft[] drafts);
        var attempt = new WriteAttempt { Invoked = context.History.Next() };
        record.Attempts.Add(attempt);
        context.Note(Name, $"writes batch {record.Number} of {drafts.Length} to {process.Name}");
        CancellationTokenSource cancelling = CancelledNowAndThen(process);
        try
        {
            Commit commit = await HostCall.InvokeAsync(context, process, () => engine.AppendAsync(drafts, cancelling.Token).AsTask());
            attempt.Outcome = WriteOutcome.Acknowledged;
            (attempt.FirstIndex, attempt.SeenSize) = ((int)commit.FirstIndex, (int)commit.Snapshot.Size);
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
        return attempt.Outcome == WriteOutcome.Acknowledged;
    }

    /// <summary>Takes a snapshot and looks at some of it.</summary>
    /// <returns>The snapshot; null if none was given.</returns>
    public async Task<Snapshot?> ReadAsync(Site site)
    {
        if (site.Process is not { } process || site.Engine is not { } engine)
            return null;
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
        e.Message.Contains("did not say whether", StringComparison.Ordinal) || e.Message.Contains("not known", StringComparison.Ordinal);
}
