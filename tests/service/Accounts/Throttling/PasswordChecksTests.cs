using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Accounts.Throttling;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts.Throttling;

public sealed class PasswordChecksTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_TooManyWait_RefusesFurtherOnesWithoutAChecking()
    {
        using var checks = new PasswordChecks(atOnce: 1, waiting: 2);
        using var held = new ManualResetEventSlim();
        var started = new TaskCompletionSource();
        int done = 0;
        Task<int> first = Task.Run(async () => await checks.RunAsync(() => Hold(started, held, ref done), Ct), Ct);
        await started.Task.WaitAsync(Ct);
        Task<int>[] waiting = [checks.RunAsync(() => ++done, Ct).AsTask(), checks.RunAsync(() => ++done, Ct).AsTask()];

        await Refusal.IsAsync(StatusCode.ResourceExhausted, "too many logins at once: try again later", () => checks.RunAsync(() => ++done, Ct).AsTask());
        held.Set();
        await Task.WhenAll([first, .. waiting]);

        Assert.Equal(3, done);
        Assert.Equal(4, await checks.RunAsync(() => ++done, Ct));
    }

    [Fact]
    public async Task Run_CallerGivesUpOrCheckFails_MakesRoomForTheNext()
    {
        using var checks = new PasswordChecks(atOnce: 1, waiting: 0);
        for (int i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => checks.RunAsync<int>(() => throw new InvalidOperationException(), Ct).AsTask());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => checks.RunAsync(() => 1, new CancellationToken(canceled: true)).AsTask());
        }

        Assert.Equal(1, await checks.RunAsync(() => 1, Ct));
    }

    private static int Hold(TaskCompletionSource started, ManualResetEventSlim held, ref int done)
    {
        started.SetResult();
        held.Wait(Ct);
        return ++done;
    }
}
