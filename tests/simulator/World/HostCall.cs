using ImmuFunctions.Ledger;
using ImmuFunctions.Simulator.Scheduling;

namespace ImmuFunctions.Simulator.World;

/// <summary>A client's call to a host: it reaches the process when that runs, and the client waits only so long.</summary>
internal static class HostCall
{
    private static readonly TimeSpan CalmPatience = TimeSpan.FromMinutes(10);

    /// <summary>Calls.</summary>
    /// <param name="context">The run.</param>
    /// <param name="process">The host's process.</param>
    /// <param name="call">What is done there.</param>
    /// <exception cref="HostGoneException">No answer came: the process died, or the client did not wait any longer. The call may be under way.</exception>
    /// <exception cref="LedgerException">What the host answered.</exception>
    public static async Task<T> InvokeAsync<T>(SimulationContext context, VirtualProcess process, Func<Task<T>> call)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Deliver(() => _ = RunAsync(call, answer));
        try
        {
            return await answer.Task.WaitAsync(context.IsCalm ? CalmPatience : TimeSpan.FromSeconds(5 + (context.Chance.NextDouble() * 60)), context.Time, process.Death);
        }
        catch (OperationCanceledException) when (!answer.Task.IsCompleted)
        {
            throw new HostGoneException($"{process.Name} died");
        }
        catch (TimeoutException) when (!answer.Task.IsCompleted)
        {
            if (context.IsCalm)
                context.Verdict.Report($"{process.Name} did not answer within {CalmPatience}, though nothing is wrong any more");
            throw new HostGoneException($"{process.Name} did not answer");
        }
    }

    private static async Task RunAsync<T>(Func<Task<T>> call, TaskCompletionSource<T> answer)
    {
        try
        {
            answer.TrySetResult(await call());
        }
        catch (OperationCanceledException e)
        {
            answer.TrySetCanceled(e.CancellationToken);
        }
        catch (Exception e)
        {
            answer.TrySetException(e);
        }
    }
}
