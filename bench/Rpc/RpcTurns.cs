using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.Rpc;

/// <summary>Measures several kinds of calls in turns of one second, so that a slow moment of the machine meets them all.</summary>
internal sealed class RpcTurns(HostSession session, int rounds)
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    private long _number;

    /// <summary>Gives every call of <paramref name="plan"/> its turns, after one that is not counted.</summary>
    /// <param name="title">What is measured, in a few words.</param>
    /// <param name="plan">Kinds of calls, and how many are under way at once.</param>
    /// <param name="cancellationToken">Ends the measurement early.</param>
    /// <returns>The outcomes, in the plan's order.</returns>
    public Task<LoadOutcome[]> RunAsync(
        string title,
        IReadOnlyList<(RpcOperation Operation, int Callers)> plan,
        CancellationToken cancellationToken) =>
        ProgressDisplay.ShowAsync(title, plan.Count * (rounds + 1L), async progress =>
        {
            LoadOutcome[] outcomes = [.. plan.Select(_ => new LoadOutcome())];
            for (var round = -1; round < rounds; round++)
            {
                var warmingUp = round < 0;
                for (var i = 0; i < plan.Count; i++)
                {
                    var (operation, callers) = plan[i];
                    await ClosedLoop.RunAsync(
                        callers,
                        Turn,
                        caller => operation.Call(session, caller, Interlocked.Increment(ref _number)),
                        warmingUp ? new LoadOutcome() : outcomes[i],
                        cancellationToken);
                    progress.Add(1);
                }
            }

            return outcomes;
        });
}
