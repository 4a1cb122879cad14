using Azure.Core;
using Azure.Identity;
using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Azure.Tests.Blobs;

public sealed class CredentialTests
{
    [Fact]
    public async Task Open_NoCredentialToBeHad_SaysWhatToDo()
    {
        var options = new AzureStoreOptions { Credential = new NoCredential() };

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () =>
            await AzureBlobStore.OpenAsync("https://127.0.0.1:1/devstoreaccount1/container", options, NullLoggerFactory.Instance, Ct));

        Assert.Contains("nobody is signed in", e.Message, StringComparison.Ordinal);
        Assert.Contains("az login", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_NoCredentialToBeHad_ThrowsForNothingWasSent()
    {
        var options = new AzureStoreOptions { Credential = new NoCredential(), CreateContainers = false };
        await using var store = await AzureBlobStore.OpenAsync("https://127.0.0.1:1/devstoreaccount1/container", options, NullLoggerFactory.Instance, Ct);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await store.AppendAsync("log/0.seg", 0, new byte[1], Ct));

        Assert.DoesNotContain("not known", e.Message, StringComparison.Ordinal);
    }

    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("nobody is signed in");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("nobody is signed in");
    }
}
