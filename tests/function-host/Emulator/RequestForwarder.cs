using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImmuFunctions.HostEmulator.Tests.Emulator;

/// <summary>Passes a request on to the handler as the Functions host's proxy does: method, headers and query as they came, the body as a stream, the path
/// decoded and encoded again, so that an escaped slash arrives escaped twice.</summary>
internal sealed class RequestForwarder : IDisposable
{
    private static readonly string[] OfOneHop = ["Connection", "Host", "Keep-Alive", "Transfer-Encoding", "Upgrade", "TE", "Trailer"];

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
    });

    public async Task ForwardAsync(HttpContext context, int port)
    {
        HttpRequest request = context.Request;
        var target = new Uri($"http://127.0.0.1:{port}{request.Path.ToUriComponent()}{request.QueryString.Value}");
        using var forwarded = new HttpRequestMessage(new HttpMethod(request.Method), target);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
            forwarded.Content = new StreamContent(request.Body);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in request.Headers)
        {
            if (!OfOneHop.Contains(name, StringComparer.OrdinalIgnoreCase) && !forwarded.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                forwarded.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        forwarded.Headers.Add("X-Forwarded-For", context.Connection.RemoteIpAddress!.ToString());
        forwarded.Headers.Add("X-Forwarded-Proto", "https");
        forwarded.Headers.Add("X-Forwarded-Host", request.Host.Value);
        forwarded.Headers.Add("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        using HttpResponseMessage answer = await _client.SendAsync(forwarded, context.RequestAborted);
        await AnswerAsync(context.Response, answer, context.RequestAborted);
    }

    public void Dispose() => _client.Dispose();

    private static async Task AnswerAsync(HttpResponse response, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!OfOneHop.Contains(name, StringComparer.OrdinalIgnoreCase))
                response.Headers[name] = values.ToArray();
        }

        await answer.Content.CopyToAsync(response.Body, cancellationToken);
    }
}
