using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Ledger.Signing;
using Xunit;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>A client of a ledger in this process, with a liar between the two.</summary>
internal sealed class ClientFixture : IAsyncDisposable
{
    public static readonly LedgerAddress Address = LedgerAddress.Parse("immu://ledger.test:3322/defaultdb");

    private ClientFixture(TestLedger honest, LyingLedger rpcs, LedgerClient client, LedgerClientOptions options) =>
        (Honest, Rpcs, Client, Options) = (honest, rpcs, client, options);

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public TestLedger Honest { get; }

    public LyingLedger Rpcs { get; }

    public LedgerClient Client { get; }

    public LedgerClientOptions Options { get; }

    /// <summary>Opens both.</summary>
    public static async Task<ClientFixture> OpenAsync(IRootSigner? signer = null, Action<LedgerClientOptions>? configure = null)
    {
        TestLedger honest = await TestLedger.OpenAsync(signer: signer);
        var rpcs = new LyingLedger(honest.Rpcs);
        var options = new LedgerClientOptions { Roots = new MemoryTrustedRoots(), Retries = new RetryOptions { FirstPause = TimeSpan.Zero } };
        configure?.Invoke(options);
        return new ClientFixture(honest, rpcs, await LedgerClient.OverAsync(rpcs, Address, options, Stop), options);
    }

    /// <summary>Another client, with the same memory of roots.</summary>
    public Task<LedgerClient> AgainAsync(Action<LedgerClientOptions>? configure = null)
    {
        LedgerClientOptions options = Options with { };
        configure?.Invoke(options);
        return LedgerClient.OverAsync(Rpcs, Address, options, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Honest.DisposeAsync();
    }
}
