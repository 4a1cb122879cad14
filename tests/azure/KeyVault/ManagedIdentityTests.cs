using System.Net;
using Azure.Core;
using Azure.Identity;
using ImmuFunctions.Azure.KeyVault;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;
using static ImmuFunctions.Azure.Tests.KeyVault.Vault;

namespace ImmuFunctions.Azure.Tests.KeyVault;

[Collection(ManagedIdentityCollection.Name)]
public sealed class ManagedIdentityTests
{
    [Fact]
    public async Task Open_WithTheIdentityOfAFunctionApp_GetsItsTokenFromTheEndpoint()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        string? asked = null, secret = null;
        await using WebApplication endpoint = await EndpointAsync(http =>
        {
            (asked, secret) = (http.Request.Query["resource"], http.Request.Headers["X-IDENTITY-HEADER"]);
            long expiry = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();
            return http.Response.WriteAsync($$"""{"access_token":"{{FakeVault.Token}}","expires_on":"{{expiry}}","resource":"https://vault.azure.net","token_type":"Bearer"}""");
        });

        KeyVaultRootSigner signer = await OpenAsync(vault, endpoint, ManagedIdentityId.SystemAssigned);

        Assert.Equal(vault.Current.PublicPoint, signer.PublicPoint.ToArray());
        Assert.Equal("https://vault.azure.net", asked);
        Assert.Equal("secret", secret);
    }

    [Fact]
    public async Task Open_AppWithoutAnIdentity_IsDeniedAndSaysWhatToDo()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        await using WebApplication endpoint = await EndpointAsync(http =>
        {
            http.Response.StatusCode = 400;
            return http.Response.WriteAsync("""{"statusCode":400,"message":"No managed identity was found"}""");
        });

        // Tokens are kept per identity for as long as the process lives: another one than above.
        var other = ManagedIdentityId.FromUserAssignedClientId("11111111-2222-3333-4444-555555555555");
        await RefusalAsync(Ledger.LedgerErrorKind.Denied, () => OpenAsync(vault, endpoint, other), "managed identity", "az login");
        Assert.Empty(vault.Requests);
    }

    private static async Task<KeyVaultRootSigner> OpenAsync(FakeVault vault, WebApplication endpoint, ManagedIdentityId identity)
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", endpoint.Urls.First() + "/msi/token");
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "secret");
        try
        {
            TokenCredential credential = new ManagedIdentityCredential(new ManagedIdentityCredentialOptions(identity) { Retry = { MaxRetries = 0 } });
            return await vault.OpenAsync(credential: credential);
        }
        finally
        {
            Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
            Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
        }
    }

    private static async Task<WebApplication> EndpointAsync(RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        app.Run(answer);
        await app.StartAsync(Ct);
        return app;
    }
}
