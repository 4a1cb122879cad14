using System.Buffers.Text;
using System.Security.Cryptography;
using ImmuFunctions.Azure.KeyVault;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Signing;
using Microsoft.AspNetCore.Http;
using Xunit;
using static ImmuFunctions.Azure.Tests.KeyVault.Vault;

namespace ImmuFunctions.Azure.Tests.KeyVault;

public sealed class KeyVaultSignTests
{
    private static readonly byte[] Payload = "a root"u8.ToArray();

    [Fact]
    public async Task Sign_ManyPayloads_EachVerifies()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        KeyVaultRootSigner signer = await vault.OpenAsync();

        // One in a few hundred has an r or s with a leading zero byte, half of them a leading one bit: both forms of DER occur.
        for (int i = 0; i < 100; i++)
        {
            byte[] payload = [(byte)i];
            RootSignature signature = await signer.SignAsync(payload, Ct);
            Assert.True(P256Signature.Verify(payload, signature.Der.Span, signature.PublicPoint.Span));
        }
    }

    [Theory]
    [InlineData(429, "0")]
    [InlineData(429, "1")]
    [InlineData(503, null)]
    [InlineData(500, null)]
    public async Task Sign_VaultFailsForAMoment_IsRepeated(int status, string? retryAfter)
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        KeyVaultRootSigner signer = await vault.OpenAsync();
        vault.Requests.Clear();
        vault.NextIs(status, retryAfter);

        RootSignature signature = await signer.SignAsync(Payload, Ct);

        Assert.True(P256Signature.Verify(Payload, signature.Der.Span, signer.PublicPoint.Span));
        Assert.Equal(2, vault.Requests.Count);
    }

    [Fact]
    public async Task Sign_ThrottledForEver_IsUnavailableAfterTheTriesAllowed()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        KeyVaultRootSigner signer = await vault.OpenAsync();
        vault.Requests.Clear();
        vault.NextIs(429, "0", times: 100);

        await RefusalAsync(LedgerErrorKind.Unavailable, async () => await signer.SignAsync(Payload, Ct), "too many requests", "nothing was signed");

        Assert.Equal(3, vault.Requests.Count);
    }

    [Fact]
    public async Task Sign_ToldToWaitForAnHour_GivesUpAtItsOwnLimit()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        KeyVaultRootSigner signer = await vault.OpenAsync(options: vault.Options() with { TotalTimeout = TimeSpan.FromSeconds(2) });
        vault.NextIs(429, "3600");

        await RefusalAsync(LedgerErrorKind.Unavailable, async () => await signer.SignAsync(Payload, Ct), "within 2 s");
    }

    [Fact]
    public async Task Sign_NoAnswer_IsRepeatedAndThenUnavailable()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        KeyVaultRootSigner signer = await vault.OpenAsync(options: vault.Options() with { NetworkTimeout = TimeSpan.FromMilliseconds(300), MaxRetries = 1 });
        vault.Requests.Clear();
        vault.Next(HangAsync);
        vault.Next(HangAsync);

        await RefusalAsync(LedgerErrorKind.Unavailable, async () => await signer.SignAsync(Payload, Ct), vault.Url.Authority);

        Assert.Equal(2, vault.Requests.Count);
        Assert.NotNull(await signer.SignAsync(Payload, Ct));
    }

    [Fact]
    public async Task Sign_CallerGivesUp_IsCancelled()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        KeyVaultRootSigner signer = await vault.OpenAsync();
        var arrived = new TaskCompletionSource();
        vault.Next(async (http, _) =>
        {
            arrived.SetResult();
            await HangAsync(http, null);
        });
        using var patience = new CancellationTokenSource();

        Task<RootSignature> signing = signer.SignAsync(Payload, patience.Token).AsTask();
        await arrived.Task.WaitAsync(Ct);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signing);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Sign_KeyTakenAwayMeanwhile_IsUnavailable(int status)
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        KeyVaultRootSigner signer = await vault.OpenAsync();
        vault.NextIs(status, body: """{"error":{"code":"Forbidden","message":"Operation sign is not allowed on a disabled key."}}""");

        await RefusalAsync(LedgerErrorKind.Unavailable, async () => await signer.SignAsync(Payload, Ct), "disabled key", vault.Key("v1").ToString());
    }

    [Fact]
    public async Task Sign_ByAnotherVersion_IsNotTaken()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        KeyVaultRootSigner signer = await vault.OpenAsync();
        vault.NextAnswer(answer => answer["kid"] = vault.Key("v2").ToString());

        await RefusalAsync(LedgerErrorKind.Unavailable, async () => await signer.SignAsync(Payload, Ct), "another key", "/keys/ledger/v2");
    }

    [Fact]
    public async Task Sign_SignatureThatDoesNotVerify_IsNotTaken()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        KeyVaultRootSigner signer = await vault.OpenAsync();
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        vault.NextAnswer(answer => answer["value"] = Base64Url.EncodeToString(other.SignData(Payload, HashAlgorithmName.SHA256)));

        await RefusalAsync(LedgerErrorKind.Unavailable, async () => await signer.SignAsync(Payload, Ct), "does not verify");
    }

    [Theory]
    [InlineData("AAAA")]
    [InlineData("!!!!")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Sign_ValueIsNoSignature_IsNotTaken(string? value)
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        KeyVaultRootSigner signer = await vault.OpenAsync();
        vault.NextAnswer(answer => answer["value"] = value);

        await RefusalAsync(LedgerErrorKind.Unavailable, async () => await signer.SignAsync(Payload, Ct), "nothing was signed");
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{\"kid\":")]
    [InlineData("")]
    public async Task Sign_AnswerIsGarbage_IsUnavailable(string body)
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        KeyVaultRootSigner signer = await vault.OpenAsync();
        vault.NextIs(200, body: body);

        await RefusalAsync(LedgerErrorKind.Unavailable, async () => await signer.SignAsync(Payload, Ct), "no signature");
    }

    [Fact]
    public async Task Sign_AnswerIsCutOff_IsRepeated()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        KeyVaultRootSigner signer = await vault.OpenAsync();
        vault.Next(async (http, answer) =>
        {
            http.Response.ContentLength = 500;
            await http.Response.WriteAsync(answer!.ToJsonString()[..20], http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            http.Abort();
        });

        Assert.NotNull(await signer.SignAsync(Payload, Ct));
    }

    private static async Task HangAsync(HttpContext http, System.Text.Json.Nodes.JsonObject? answer)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMinutes(1), http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller is gone.
        }
    }
}
