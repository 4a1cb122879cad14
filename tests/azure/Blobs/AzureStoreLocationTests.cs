using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Azure.Tests.Blobs;

public sealed class AzureStoreLocationTests
{
    private const string Secret = "c2VjcmV0c2VjcmV0";

    [Theory]
    [InlineData("https://account.blob.core.windows.net")]
    [InlineData("https://account.blob.core.windows.net/container")]
    [InlineData("HTTPS://account.blob.core.usgovcloudapi.net/")]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1")]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b;EndpointSuffix=core.windows.net")]
    [InlineData("BlobEndpoint=https://a.blob.core.windows.net;SharedAccessSignature=sv=x")]
    [InlineData("accountname=a;accountkey=b")]
    public void IsAzure_AccountOrConnectionString_IsTrue(string store) => Assert.True(AzureStoreLocation.IsAzure(store));

    [Theory]
    [InlineData("")]
    [InlineData("data")]
    [InlineData("/var/lib/immufunctions")]
    [InlineData("C:\\data")]
    [InlineData("./https")]
    [InlineData("folder=with=signs;in it")]
    public void IsAzure_Folder_IsFalse(string store) => Assert.False(AzureStoreLocation.IsAzure(store));

    [Theory]
    [InlineData("https://account.blob.core.windows.net/other-container", "other-container")]
    [InlineData("https://account.blob.core.windows.net/other-container/", "other-container")]
    [InlineData("https://account.blob.core.windows.net/", "immufunctions")]
    [InlineData("https://account.blob.core.windows.net/other?sv=2023-11-03&ss=b&srt=co&sp=rwl&se=2030-01-01T00:00:00Z&sig=" + Secret, "other")]
    [InlineData("https://127.0.0.1:10000/devstoreaccount1/other", "other")]
    [InlineData("UseDevelopmentStorage=true", "immufunctions")]
    public void Parse_Account_HasTheContainer(string store, string container) =>
        Assert.Equal(container, AzureAccount.Parse(store, new AzureStoreOptions()).Container);

    [Fact]
    public void Parse_Signature_IsNotPartOfAnyAddress()
    {
        var account = AzureAccount.Parse($"https://account.blob.core.windows.net/other?sv=2023-11-03&sp=rwl&sig={Secret}", new AzureStoreOptions());

        Assert.Equal("shared access signature", account.Credential);
        Assert.DoesNotContain(Secret, account.Connect(new()).Uri.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://account.blob.core.windows.net/container/blob", "goes on behind the container")]
    [InlineData("http://account.blob.core.windows.net", "https://")]
    [InlineData("https://", "cannot be read")]
    [InlineData("https://account.blob.core.windows.net/UPPER", "UPPER")]
    [InlineData("AccountName=a;AccountKey=" + Secret + ";AccountKey", "cannot be read")]
    [InlineData("AccountKey=" + Secret, "cannot be read")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=" + Secret + "!;EndpointSuffix=core.windows.net", "cannot be read")]
    public async Task Open_WhatIsNoAccount_IsInvalidAndSaysWhyWithoutTheKey(string store, string reason)
    {
        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Invalid, async () =>
            await AzureBlobStore.OpenAsync(store, new AzureStoreOptions(), NullLoggerFactory.Instance, Ct));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("-abc")]
    [InlineData("abc-")]
    [InlineData("a--b")]
    [InlineData("Abc")]
    [InlineData("a_b")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678")]
    public void Parse_BadContainer_IsInvalid(string container)
    {
        LedgerException e = Assert.Throws<LedgerException>(() => AzureAccount.Parse("UseDevelopmentStorage=true", new AzureStoreOptions { Container = container }));

        Assert.Equal(LedgerErrorKind.Invalid, e.Kind);
        Assert.Contains(container, e.Message, StringComparison.Ordinal);
    }
}
