using System.Net;
using System.Net.Http.Headers;

namespace ImmuFunctions.Protocol.Tests.Connect;

/// <summary>Answers every request with the same bytes, without a network, and keeps the last request.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="contentType">Null for none.</param>
/// <param name="body">The answer's body.</param>
internal sealed class CannedHttp(HttpStatusCode status, string? contentType, byte[] body) : HttpMessageHandler
{
    public HttpRequestMessage? Request { get; private set; }

    public byte[] RequestBody { get; private set; } = [];

    /// <summary>Headers of the answer, those of its body too.</summary>
    public List<(string Name, string Value)> Headers { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Request = request;
        RequestBody = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var answer = new HttpResponseMessage(status) { Content = new ByteArrayContent(body) };
        if (contentType is not null)
            answer.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach ((string name, string value) in Headers)
        {
            if (!answer.Headers.TryAddWithoutValidation(name, value))
                answer.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return answer;
    }
}
