using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Azure.Tests.Doubles;

/// <summary>Stands between a store and Azurite and does to requests what networks and busy servers do.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase) { "Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Date" };

    private readonly Uri _target;
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private readonly ConcurrentQueue<string> _requests = new();

    private FaultProxy(Uri target, WebApplication app) => (_target, _app) = (target, app);

    /// <summary>What becomes of a request, given its method and address; asked for every request, also repeated ones.</summary>
    public Func<string, Fate> Fate { get; set; } = _ => Doubles.Fate.Pass;

    /// <summary>Every request so far, as method, path and query.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>The server's connection string with the proxy in the server's place.</summary>
    public string ConnectionStringOf(SharedAzurite azurite) =>
        azurite.ConnectionString.Replace(_target.GetLeftPart(UriPartial.Authority), Address, StringComparison.Ordinal);

    private string Address => _app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<FaultProxy> StartAsync(Uri target)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.Listen(System.Net.IPAddress.Loopback, 0);
            o.Limits.MaxRequestBodySize = null;
        });
        WebApplication app = builder.Build();
        var proxy = new FaultProxy(target, app);
        app.Run(proxy.HandleAsync);
        await app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100)); // requests that hang do not end by themselves
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        string request = $"{context.Request.Method} {target}";
        _requests.Enqueue(request);
        Fate fate = Fate(request);
        if (fate.Status > 0)
        {
            AnswerFalsely(context.Response, fate);
            return;
        }

        if (fate.ReachesServer)
        {
            using HttpResponseMessage answer = await ForwardAsync(context.Request, target);
            byte[] body = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
            if (fate.ComesBack)
            {
                await AnswerAsync(context.Response, answer, fate.IsGarbled ? Garbled(body) : body);
                return;
            }
        }

        if (fate.Hangs)
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Abort();
    }

    private static void AnswerFalsely(HttpResponse response, Fate fate)
    {
        response.StatusCode = fate.Status;
        if (fate.Code is not null)
            response.Headers["x-ms-error-code"] = fate.Code;
        if (fate.RetryAfter is { } after)
            response.Headers.RetryAfter = after;
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpRequest request, string target)
    {
        var body = new MemoryStream();
        await request.Body.CopyToAsync(body, CancellationToken.None);
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(_target, target));
        if (request.ContentLength is not null)
            message.Content = new ByteArrayContent(body.ToArray());
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in request.Headers.Where(h => !HopByHop.Contains(h.Key)))
        {
            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        return await _http.SendAsync(message, CancellationToken.None);
    }

    private static async Task AnswerAsync(HttpResponse response, HttpResponseMessage answer, byte[] body)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers).Where(h => !HopByHop.Contains(h.Key)))
            response.Headers[name] = values.ToArray();
        if (body.Length > 0)
            await response.Body.WriteAsync(body);
    }

    private static byte[] Garbled(byte[] body)
    {
        if (body.Length > 0)
            body[^1] ^= 1;
        return body;
    }
}
