using ImmuFunctions.Client.Connections;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>A line that fails: what is tried again, and that nothing is written twice.</summary>
public sealed class RetryTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private TestLedger _ledger = null!;
    private FlakyLedger _line = null!;

    private static CancellationToken Stop => ClientFixture.Stop;

    public async ValueTask InitializeAsync()
    {
        _ledger = await TestLedger.OpenAsync(entries: 2);
        _line = new FlakyLedger(_ledger.Rpcs);
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.Aborted)]
    public async Task Read_ThatFailsThreeTimes_Succeeds(StatusCode code)
    {
        await using LedgerClient client = await ConnectAsync();
        (_line.Rpc, _line.Failures, _line.Code) = ("SafeGet", 3, code);

        Assert.Equal("1", (await client.GetAsync("1", Stop))!.Value.ToString());
        Assert.Equal((4, 3), (_line.Tries, _time.Pauses.Count));
    }

    [Fact]
    public async Task Read_ThatFailsMoreOften_FailsWithTheLastFailure()
    {
        await using LedgerClient client = await ConnectAsync();
        (_line.Rpc, _line.Failures) = ("SafeGet", 4);

        var e = await Assert.ThrowsAsync<LedgerClientException>(() => client.GetAsync("1", Stop));
        Assert.Equal((StatusCode.Unavailable, "lost", 4), (e.Code, e.Message, _line.Tries));
    }

    [Theory]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.Unknown)]
    public async Task Read_ThatFailsForGood_IsNotTriedAgain(StatusCode code)
    {
        await using LedgerClient client = await ConnectAsync();
        (_line.Rpc, _line.Failures, _line.Code) = ("SafeGet", 1, code);

        await Assert.ThrowsAsync<LedgerClientException>(() => client.GetAsync("1", Stop));
        Assert.Equal(1, _line.Tries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_WhoseAnswerIsLost_IsThereOnce(bool isDone)
    {
        await using LedgerClient client = await ConnectAsync();
        (_line.Rpc, _line.Failures, _line.IsDone) = ("SafeSet", 2, isDone);

        Assert.Equal(2UL, await client.SetAsync("k", "v", Stop));
        Assert.Equal(3, _line.Tries);
        Assert.Equal(1UL, await client.CountVersionsUnverifiedAsync("k", Stop));
    }

    [Fact]
    public async Task Batch_WhoseAnswerIsLost_IsThereOnce()
    {
        await using LedgerClient client = await ConnectAsync();
        (_line.Rpc, _line.Failures, _line.IsDone) = ("SetBatch", 1, true);

        Assert.Equal(new WrittenRange(2, 4), await client.SetAllAsync([new("k", "v"), new("l", "v")], Stop));
        Assert.Equal(4UL, (await client.StatsAsync(cancellationToken: Stop)).Entries);
    }

    [Fact]
    public async Task Write_ToImmudb_IsNeverSentTwice()
    {
        _line.IsImmudb = true;
        await using LedgerClient client = await ConnectAsync();
        (_line.Rpc, _line.Failures) = ("SafeSet", 1);

        await Assert.ThrowsAsync<LedgerClientException>(() => client.SetAsync("k", "v", Stop));
        Assert.Equal(1, _line.Tries);
        Assert.Equal(2UL, await client.SetAsync("k", "v", Stop));
    }

    [Fact]
    public async Task Scan_WhoseStreamFailsAtOnce_Succeeds()
    {
        await using LedgerClient client = await ConnectAsync();
        (_line.Rpc, _line.Failures) = ("Scan", 1);

        Assert.Equal(["0", "1"], await client.ScanAsync("", cancellationToken: Stop).KeysAsync());
        Assert.Equal(2, _line.Tries);
    }

    [Fact]
    public async Task Connect_OverALineThatFails_IsTriedAgain()
    {
        (_line.Rpc, _line.Failures) = ("Health", 2);
        await using LedgerClient client = await ConnectAsync();

        Assert.Equal(_ledger.Identity, client.Server);
    }

    [Fact]
    public void LengthOf_Pauses_GrowsToTheLongest()
    {
        var pauses = new RetryPauses(new RetryOptions { FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(5) }, _time);

        Assert.Equal([0.5, 1, 2, 2.5, 2.5], new[] { 1, 2, 3, 4, 100 }.Select(attempt => pauses.LengthOf(attempt, 0).TotalSeconds));
        Assert.Equal(1, pauses.LengthOf(1, 1).TotalSeconds);
    }

    private Task<LedgerClient> ConnectAsync() => LedgerClient.OverAsync(
        _line, ClientFixture.Address, new LedgerClientOptions { Roots = new MemoryTrustedRoots(), Time = _time }, Stop);
}
