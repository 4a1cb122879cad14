using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Azure.Tests.KeyVault;

/// <summary>Key Vault's REST interface on the loopback, over TLS with a certificate of its own: challenge, keys and versions, sign.</summary>
internal sealed class FakeVault : IAsyncDisposable
{
    public const string Token = "the-token";

    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;
    private readonly ConcurrentQueue<Func<HttpContext, JsonObject?, Task>> _fates = new();

    private FakeVault(WebApplication app, X509Certificate2 certificate)
    {
        (_app, _certificate) = (app, certificate);
        app.Run(AnswerAsync);
    }

    /// <summary>The versions of the one key, oldest first.</summary>
    public List<FakeKey> Versions { get; } = [new("v1")];

    public FakeKey Current => Versions[^1];

    /// <summary>The versions of the one secret, oldest first.</summary>
    public List<FakeSecretVersion> Secrets { get; } = [];

    /// <summary>Method and path of everything that came with the right token.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public Uri Url { get; private set; } = null!;

    public static async Task<FakeVault> StartAsync()
    {
        X509Certificate2 certificate = NewCertificate();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(certificate);
        }));
        WebApplication app = builder.Build();
        var vault = new FakeVault(app, certificate);
        await app.StartAsync(Ct);
        vault.Url = new Uri(app.Urls.First());
        return vault;
    }

    public Uri Secret() => new(Url, "/secrets/tokens");

    public Uri Key(string? version = null) => new(Url, version is null ? "/keys/ledger" : $"/keys/ledger/{version}");

    /// <summary>The next request with the right token that has no fate yet meets this one instead of an answer.</summary>
    /// <param name="fate">Gets what the vault would have answered; null for an error.</param>
    public void Next(Func<HttpContext, JsonObject?, Task> fate) => _fates.Enqueue(fate);

    public void NextIs(int status, string? retryAfter = null, string body = "{}", int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            Next(async (http, _) =>
            {
                http.Response.StatusCode = status;
                if (retryAfter is not null)
                    http.Response.Headers.RetryAfter = retryAfter;
                await http.Response.WriteAsync(body, http.RequestAborted);
            });
        }
    }

    /// <summary>Changes the next answer.</summary>
    public void NextAnswer(Action<JsonObject> change) => Next(async (http, answer) =>
    {
        change(answer!);
        await http.Response.WriteAsync(answer!.ToJsonString(), http.RequestAborted);
    });

    /// <summary>Accepts the fake's certificate and no other.</summary>
    public HttpPipelineTransport Transport() => new HttpClientTransport(new HttpClient(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString(HashAlgorithmName.SHA256) == _certificate.GetCertHashString(HashAlgorithmName.SHA256),
        },
    }));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private static X509Certificate2 NewCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=fake vault", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization != $"Bearer {Token}")
        {
            http.Response.StatusCode = 401;
            http.Response.Headers.WWWAuthenticate = "Bearer authorization=\"https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000\", resource=\"https://vault.azure.net\"";
            await http.Response.WriteAsync("""{"error":{"code":"Unauthorized","message":"AKV10000: Request is missing a Bearer or PoP token."}}""", http.RequestAborted);
            return;
        }

        Requests.Enqueue($"{http.Request.Method} {http.Request.Path}");
        (int status, JsonObject answer) = await AnswerToAsync(http.Request);
        if (_fates.TryDequeue(out Func<HttpContext, JsonObject?, Task>? fate))
        {
            await fate(http, status == 200 ? answer : null);
            return;
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(answer.ToJsonString(), http.RequestAborted);
    }

    private async Task<(int Status, JsonObject Answer)> AnswerToAsync(HttpRequest request)
    {
        string[] parts = request.Path.Value!.Trim('/').Split('/');
        if (request.Query["api-version"] != "7.4")
            return Error(400, "BadParameter", "api-version must be specified");
        if (parts is ["secrets", "tokens", ..] && request.Method == "GET")
            return AnswerToSecret(parts);
        if (parts is not ["keys", "ledger", ..] || (parts.Length > 2 ? Versions.Find(v => v.Version == parts[2]) : Current) is not { } key)
            return Error(404, "KeyNotFound", $"A key with (name/id) {parts[1]} was not found in this key vault.");

        string kid = new Uri(Url, $"/keys/ledger/{key.Version}").AbsoluteUri;
        if (request.Method == "GET")
            return (200, key.Describe(kid));
        if (request.Method != "POST" || parts is not [_, _, _, "sign"])
            return Error(405, "MethodNotAllowed", "no");
        JsonNode body = (await JsonNode.ParseAsync(request.Body))!;
        byte[] digest = Base64Url.DecodeFromChars((string)body["value"]!);
        if ((string?)body["alg"] != "ES256" || digest.Length != 32)
            return Error(400, "BadParameter", "Key and signing algorithm are incompatible.");
        return (200, new JsonObject { ["kid"] = kid, ["value"] = Base64Url.EncodeToString(key.Private.SignHash(digest)) });
    }

    private (int Status, JsonObject Answer) AnswerToSecret(string[] parts)
    {
        if ((parts.Length > 2 ? Secrets.Find(v => v.Version == parts[2]) : Secrets.LastOrDefault()) is not { } secret)
            return Error(404, "SecretNotFound", "A secret with (name/id) tokens was not found in this key vault.");
        if (secret.IsDisabled)
        {
            (int status, JsonObject refusal) = Error(403, "Forbidden", "Operation get is not allowed on a disabled secret.");
            refusal["error"]!["innererror"] = new JsonObject { ["code"] = "SecretDisabled" };
            return (status, refusal);
        }

        var attributes = new JsonObject { ["enabled"] = true, ["created"] = secret.Created.ToUnixTimeSeconds(), ["recoveryLevel"] = "Recoverable+Purgeable" };
        if (secret.Expires is { } expires)
            attributes["exp"] = expires.ToUnixTimeSeconds();
        return (200, new JsonObject { ["value"] = secret.Value, ["id"] = new Uri(Url, $"/secrets/tokens/{secret.Version}").AbsoluteUri, ["attributes"] = attributes });
    }

    private static (int Status, JsonObject Answer) Error(int status, string code, string message) =>
        (status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });
}
