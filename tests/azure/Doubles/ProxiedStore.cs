using ImmuFunctions.Azure.Blobs;

namespace ImmuFunctions.Azure.Tests.Doubles;

/// <summary>A store that reaches Azurite through a <see cref="FaultProxy"/>, and one beside it that sees what is really there.</summary>
internal sealed class ProxiedStore : IAsyncDisposable
{
    private ProxiedStore(FaultProxy proxy, AzureBlobStore store, AzureBlobStore truth, LogLines log) =>
        (Proxy, Store, Truth, Log) = (proxy, store, truth, log);

    public FaultProxy Proxy { get; }

    public AzureBlobStore Store { get; }

    public AzureBlobStore Truth { get; }

    public LogLines Log { get; }

    public static async Task<ProxiedStore> OpenAsync(SharedAzurite azurite, Func<AzureStoreOptions, AzureStoreOptions>? change = null)
    {
        AzureStoreOptions options = SharedAzurite.NewOptions();
        AzureBlobStore truth = await azurite.OpenAsync(options);
        FaultProxy proxy = await FaultProxy.StartAsync(azurite.Endpoint);
        var log = new LogLines();
        AzureBlobStore store = await AzureBlobStore.OpenAsync(proxy.ConnectionStringOf(azurite), change?.Invoke(options) ?? options, log, CancellationToken.None);
        return new ProxiedStore(proxy, store, truth, log);
    }

    /// <summary>From now on the first requests whose text contains <paramref name="part"/> meet these fates, all others pass.</summary>
    public void Meet(string part, params Fate[] fates)
    {
        int met = -1;
        Proxy.Fate = request => request.Contains(part, StringComparison.Ordinal) && Interlocked.Increment(ref met) is var number && number < fates.Length ? fates[number] : Fate.Pass;
    }

    /// <summary>From now on all requests whose text contains <paramref name="part"/> meet one fate.</summary>
    public void MeetAlways(string part, Fate fate) =>
        Proxy.Fate = request => request.Contains(part, StringComparison.Ordinal) ? fate : Fate.Pass;

    /// <summary>How many requests had this in their text.</summary>
    public int Requests(string part) => Proxy.Requests.Count(r => r.Contains(part, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Truth.DisposeAsync();
        await Proxy.DisposeAsync();
    }
}
