using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Azure.Tests.Doubles;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Tests;
using Xunit;

namespace ImmuFunctions.Azure.Tests.Blobs;

/// <summary>Keys and signatures are in no message and no log line.</summary>
public sealed class SecretsTests(SharedAzurite azurite)
{
    [Fact]
    public async Task Open_WrongKey_SaysSoWithoutIt()
    {
        string key = Convert.ToBase64String(Enumerable.Repeat((byte)0x5A, 64).ToArray());
        using var log = new LogLines();
        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () =>
            await AzureBlobStore.OpenAsync($"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={key};BlobEndpoint={azurite.Endpoint}devstoreaccount1;", SharedAzurite.NewOptions(), log, Ct));

        Assert.Contains("403", e.Message, StringComparison.Ordinal);
        Assert.Contains("devstoreaccount1", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key[..16], e + log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("Server used following string to sign", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ExpiredSignature_SaysSoWithoutIt()
    {
        const string Signature = "c2lnbmF0dXJlc2lnbmF0dXJl";
        using var log = new LogLines();
        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () =>
            await AzureBlobStore.OpenAsync($"{azurite.Endpoint}devstoreaccount1/some-container?sv=2021-08-06&ss=b&srt=co&sp=rwl&se=2020-01-01T00:00:00Z&sig={Signature}", SharedAzurite.NewOptions(), log, Ct));

        Assert.Contains("some-container", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Signature, e + log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", e + log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyFailure_WithTheRightKey_NeverShowsIt()
    {
        await using var proxied = await ProxiedStore.OpenAsync(azurite);
        string key = azurite.ConnectionString.Split("AccountKey=")[1][..20];
        foreach (Fate fate in (Fate[])[Fate.LoseAnswer, Fate.Answer(503, "ServerBusy"), Fate.Answer(403, "AuthenticationFailed"), Fate.Answer(400, "InvalidInput")])
        {
            proxied.MeetAlways("/", fate);
            LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await proxied.Store.GetAsync("settings", Ct));
            Assert.DoesNotContain(key, e.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("SharedKey", e.ToString(), StringComparison.Ordinal);
        }

        Assert.Contains("701", proxied.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain(key, proxied.Log.All, StringComparison.Ordinal);
    }
}
