using System.Security.Cryptography;
using ImmuFunctions.Azure.KeyVault;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Signing;
using Xunit;
using static ImmuFunctions.Azure.Tests.KeyVault.Vault;

namespace ImmuFunctions.Azure.Tests.KeyVault;

public sealed class KeyVaultSecretTests
{
    private const string SecretText = "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldCE=";

    [Fact]
    public async Task Newest_TwoVersions_IsTheCurrentOne()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        byte[] bytes = RandomNumberGenerator.GetBytes(32);
        vault.Secrets.Add(new FakeSecretVersion("a1", SecretText));
        vault.Secrets.Add(new FakeSecretVersion("b2", Convert.ToBase64String(bytes)));

        SecretVersion newest = await Open(vault).NewestAsync(Ct);

        Assert.Equal("b2", newest.Version);
        Assert.Equal(bytes, newest.Bytes.ToArray());
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_600_000_000), newest.CreatedAt);
        Assert.Equal(["GET /secrets/tokens"], vault.Requests);
    }

    [Fact]
    public async Task Newest_Credential_IsAskedForATokenForTheService()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        vault.Secrets.Add(new FakeSecretVersion("a1", SecretText));
        var credential = new StaticCredential();

        await KeyVaultSecret.Of(vault.Secret().ToString(), credential, vault.Options()).NewestAsync(Ct);

        Assert.Equal(["https://vault.azure.net/.default"], credential.Scopes.Distinct());
    }

    [Fact]
    public async Task Find_OlderVersion_IsFoundByItsName()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        vault.Secrets.Add(new FakeSecretVersion("a1", SecretText));
        vault.Secrets.Add(new FakeSecretVersion("b2", SecretText));

        Assert.Equal("a1", (await Open(vault).FindAsync("a1", Ct))!.Version);
        Assert.Equal(["GET /secrets/tokens/a1"], vault.Requests);
    }

    [Fact]
    public async Task Find_NoneOrDisabledOrMadeUp_IsNull()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        vault.Secrets.Add(new FakeSecretVersion("a1", SecretText) { IsDisabled = true });
        KeyVaultSecret secret = Open(vault);

        Assert.Null(await secret.FindAsync("a1", Ct));
        Assert.Null(await secret.FindAsync("c3", Ct));
        vault.NextIs(400, body: """{"error":{"code":"BadParameter","message":"The request URI contains an invalid name: c4"}}""");
        Assert.Null(await secret.FindAsync("c4", Ct));
        vault.Requests.Clear();
        Assert.Null(await secret.FindAsync("../keys/ledger", Ct));
        Assert.Null(await secret.FindAsync("", Ct));
        Assert.Empty(vault.Requests);
    }

    [Fact]
    public async Task Newest_NoneOrDisabledOrExpired_SaysSo()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        KeyVaultSecret secret = Open(vault);
        await RefusalAsync(LedgerErrorKind.NotFound, async () => await secret.NewestAsync(Ct), "no such secret", vault.Secret().ToString());

        vault.Secrets.Add(new FakeSecretVersion("a1", SecretText) { IsDisabled = true });
        await RefusalAsync(LedgerErrorKind.Denied, async () => await secret.NewestAsync(Ct), "SecretDisabled");

        vault.Secrets.Add(new FakeSecretVersion("b2", SecretText) { Expires = DateTimeOffset.UtcNow.AddMinutes(-1) });
        await RefusalAsync(LedgerErrorKind.Invalid, async () => await secret.NewestAsync(Ct), "expired");
        Assert.Equal("b2", (await secret.FindAsync("b2", Ct))!.Version);
    }

    [Fact]
    public async Task Newest_NoRightToReadIt_NamesTheRole()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        vault.Secrets.Add(new FakeSecretVersion("a1", SecretText));
        KeyVaultSecret secret = Open(vault);
        vault.NextIs(403, body: """{"error":{"code":"Forbidden","message":"Caller is not authorized to perform action on resource."}}""", times: 2);

        await RefusalAsync(LedgerErrorKind.Denied, async () => await secret.NewestAsync(Ct), "Key Vault Secrets User on the secret");
        await RefusalAsync(LedgerErrorKind.Denied, async () => await secret.FindAsync("a1", Ct), "Key Vault Secrets User on the secret");
    }

    [Fact]
    public async Task Newest_VaultThrottles_IsRepeatedAndThenUnavailable()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        vault.Secrets.Add(new FakeSecretVersion("a1", SecretText));
        KeyVaultSecret secret = Open(vault);
        vault.NextIs(429, "0");
        Assert.Equal("a1", (await secret.NewestAsync(Ct)).Version);

        vault.NextIs(503, times: 100);
        await RefusalAsync(LedgerErrorKind.Unavailable, async () => await secret.FindAsync("a1", Ct), "503");
    }

    [Fact]
    public async Task Newest_NotBase64_IsInvalidAndDoesNotPrintIt()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        vault.Secrets.Add(new FakeSecretVersion("a1", "hunter2 hunter2!"));

        LedgerException e = await RefusalAsync(LedgerErrorKind.Invalid, async () => await Open(vault).NewestAsync(Ct), "openssl rand -base64 32");

        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Newest_AnswerForAnotherSecret_IsNotTaken()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        vault.Secrets.Add(new FakeSecretVersion("a1", SecretText));
        vault.NextAnswer(answer => answer["id"] = new Uri(vault.Url, "/secrets/other/a1").AbsoluteUri);

        await RefusalAsync(LedgerErrorKind.Unavailable, async () => await Open(vault).NewestAsync(Ct), "another secret");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("{\"value\":null,\"id\":7}")]
    public async Task Newest_AnswerIsGarbage_IsUnavailable(string body)
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        vault.NextIs(200, body: body);

        await RefusalAsync(LedgerErrorKind.Unavailable, async () => await Open(vault).NewestAsync(Ct), "no secret");
    }

    [Theory]
    [InlineData("")]
    [InlineData("file.txt")]
    [InlineData("http://v.vault.azure.net/secrets/s")]
    [InlineData("https://v.vault.azure.net/keys/s")]
    [InlineData("https://v.vault.azure.net/secrets/s/0123456789abcdef0123456789abcdef")]
    [InlineData("https://v.vault.azure.net/secrets/s?x=1")]
    public void Of_NoUrlOfASecret_IsInvalid(string text)
    {
        LedgerException e = Assert.Throws<LedgerException>(() => KeyVaultSecret.Of(text));
        Assert.Equal(LedgerErrorKind.Invalid, e.Kind);
    }

    private static KeyVaultSecret Open(FakeVault vault) => KeyVaultSecret.Of(vault.Secret().ToString(), new StaticCredential(), vault.Options());
}
