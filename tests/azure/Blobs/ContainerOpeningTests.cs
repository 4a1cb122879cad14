using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Azure.Tests.Doubles;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Azure.Tests.Blobs;

/// <summary>Identities with fewer rights than to make containers.</summary>
public sealed class ContainerOpeningTests(SharedAzurite azurite)
{
    private const string Segment = "db/log/00000000000000000000.seg";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_MayNotLookAtContainers_UsesThoseThatAreThere()
    {
        AzureStoreOptions options = SharedAzurite.NewOptions();
        await using AzureBlobStore owner = await azurite.OpenAsync(options);
        await using FaultProxy proxy = await RefusingAsync("AuthorizationPermissionMismatch");

        await using AzureBlobStore store = await AzureBlobStore.OpenAsync(proxy.ConnectionStringOf(azurite), options, NullLoggerFactory.Instance, Ct);

        Assert.True(await store.CreateAppendBlobAsync(Segment, Ct));
        Assert.Equal(AppendOutcome.Appended, await store.AppendAsync(Segment, 0, "abc"u8.ToArray(), Ct));
        Assert.DoesNotContain(proxy.Requests, request => request.StartsWith("PUT", StringComparison.Ordinal) && IsAboutContainer(request));
    }

    [Fact]
    public async Task Open_NotLetIn_SaysSo()
    {
        await using FaultProxy proxy = await RefusingAsync("AuthenticationFailed");

        LedgerException e = await Refusal.OfAsync(
            LedgerErrorKind.Unavailable,
            async () => await AzureBlobStore.OpenAsync(proxy.ConnectionStringOf(azurite), SharedAzurite.NewOptions(), NullLoggerFactory.Instance, Ct));

        Assert.Contains("open the container", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_ContainersRequiredAndOneMissing_RefusesAndMakesNone(bool hasOne)
    {
        AzureStoreOptions options = SharedAzurite.NewOptions();
        if (hasOne)
            await (await azurite.OpenAsync(options)).DisposeAsync();
        // With this suffix the log's container is the other one of that store, and its own other one is missing.
        AzureStoreOptions reading = options with { Suffix = hasOne ? "-state" : "", RequireContainers = true };

        LedgerException first = await Refusal.OfAsync(LedgerErrorKind.NotFound, async () => await azurite.OpenAsync(reading));
        await Refusal.OfAsync(LedgerErrorKind.NotFound, async () => await azurite.OpenAsync(reading)); // nor has the first made it

        Assert.Contains("there is no container", first.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ContainersRequiredAndThere_Opens()
    {
        AzureStoreOptions options = SharedAzurite.NewOptions();
        await using AzureBlobStore owner = await azurite.OpenAsync(options);
        await owner.CreateAppendBlobAsync(Segment, Ct);

        await using AzureBlobStore reader = await azurite.OpenAsync(options with { RequireContainers = true });

        Assert.Equal(0, await reader.ReadAsync(Segment, 0, new byte[1], Ct));
    }

    private async Task<FaultProxy> RefusingAsync(string code)
    {
        FaultProxy proxy = await FaultProxy.StartAsync(azurite.Endpoint);
        proxy.Fate = request => IsAboutContainer(request) ? Fate.Answer(403, code) : Fate.Pass;
        return proxy;
    }

    private static bool IsAboutContainer(string request) => request.Contains("restype=container", StringComparison.Ordinal) && !request.Contains("comp=", StringComparison.Ordinal);
}
