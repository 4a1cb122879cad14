using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>A ledger that is connected to at first use.</summary>
public sealed class LazyLedgerTests
{
    private static CancellationToken Stop => ClientFixture.Stop;

    [Fact]
    public async Task GetAsync_ByMany_ConnectsOnceAndAgainAfterAFailure()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync();
        int tries = 0;
        var lazy = new LazyLedger(cancellationToken => Interlocked.Increment(ref tries) == 1
            ? throw new LedgerClientException(Protocol.Grpc.StatusCode.Unavailable, "not yet")
            : LedgerClient.OverAsync(ledger.Rpcs, ClientFixture.Address, new LedgerClientOptions { Roots = new MemoryTrustedRoots() }, cancellationToken));

        await Assert.ThrowsAsync<LedgerClientException>(() => lazy.GetAsync(Stop));
        LedgerClient[] clients = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => lazy.GetAsync(Stop)));
        await lazy.DisposeAsync();

        Assert.Single(clients.Distinct());
        Assert.Equal(2, tries);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => lazy.GetAsync(Stop));
    }

    [Fact]
    public async Task AddLedgerClient_OfAnAddress_GivesOneLedgerAndDoesNotConnect()
    {
        bool configured = false;
        await using ServiceProvider provider = new ServiceCollection()
            .AddLedgerClient("immu://nowhere.invalid", options => configured = options.Loggers is null)
            .BuildServiceProvider();

        Assert.Same(provider.GetRequiredService<LazyLedger>(), provider.GetRequiredService<LazyLedger>());
        Assert.True(configured);
        Assert.Throws<FormatException>(() => new ServiceCollection().AddLedgerClient("nowhere"));
    }
}
