using Xunit;

namespace ImmuFunctions.Functions.Tests.Serving;

public sealed class RunningFunctionsTests(FunctionHostFixture fixture) : IClassFixture<FunctionHostFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/healthz", "ok\n")]
    [InlineData("/readyz", "ready\n")]
    public async Task Health_OfAHostWithALedger_IsGood(string path, string expected) =>
        Assert.Equal(expected, await fixture.Host.Client.GetStringAsync(path, Cancellation));

    [Fact]
    public async Task Start_AsTheFunctionsHostDoes_Listens()
    {
        await using RunningFunctions hosted = await RunningFunctions.StartAsync("FUNCTIONS_CUSTOMHANDLER_PORT=0");

        Assert.True(hosted.Backend.Options.IsHosted);
        Assert.Equal("ok\n", await hosted.Client.GetStringAsync("/healthz", Cancellation));
    }
}
