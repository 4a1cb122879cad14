using Xunit;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>Callers who go away.</summary>
public sealed class CancellationTests
{
    private static CancellationToken Stop => ClientFixture.Stop;

    [Fact]
    public async Task Call_ThatIsCancelledWhileItWaits_EndsAndTheClientGoesOn()
    {
        await using ClientFixture fixture = await ClientFixture.OpenAsync();
        await fixture.Client.SetAsync("k", "v", Stop);
        var never = new TaskCompletionSource();
        fixture.Rpcs.Waits["SafeGet"] = never.Task;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task<LedgerEntry?> waiting = fixture.Client.GetAsync("k", cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        fixture.Rpcs.Waits.Clear();
        Assert.NotNull(await fixture.Client.GetAsync("k", Stop));
    }

    [Fact]
    public async Task List_ThatIsLeftEarly_EndsItsCall()
    {
        await using ClientFixture fixture = await ClientFixture.OpenAsync();
        byte[] value = new byte[60_000];
        for (int i = 0; i < 20; i++)
            await fixture.Client.SetRawAsync($"{i:d2}", value, Stop);

        await foreach (LedgerEntry entry in fixture.Client.ScanAsync("", cancellationToken: Stop))
        {
            Assert.Equal("00", entry.Key.ToString());
            break;
        }

        Assert.NotNull(await fixture.Client.GetAsync("00", Stop));
    }

    [Fact]
    public async Task List_ThatIsCancelled_EndsAsCancelled()
    {
        await using ClientFixture fixture = await ClientFixture.OpenAsync();
        byte[] value = new byte[60_000];
        for (int i = 0; i < 20; i++)
            await fixture.Client.SetRawAsync($"{i:d2}", value, Stop);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (LedgerEntry entry in fixture.Client.ScanAsync("", cancellationToken: Stop).WithCancellation(cancel.Token))
                await cancel.CancelAsync();
        });
    }
}
