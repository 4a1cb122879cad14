using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace ImmuFunctions.Protocol.Tests.Grpc;

/// <summary>Calls by hand: any bytes as body, any headers, and the answer as it came.</summary>
internal sealed class RawCall(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    public sealed record Answer(HttpStatusCode Http, string? Status, string? Message, byte[] Body, HttpResponseHeaders Headers);

    public static byte[] Frame(byte[] message, byte flag = 0)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public async Task<Answer> SendAsync(
        string path, byte[] body, CancellationToken cancellationToken, string contentType = "application/grpc", HttpMethod? method = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path);
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        if (method is null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("content-type", contentType);
        }

        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var received = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new Answer(
            response.StatusCode, First(response.TrailingHeaders, "grpc-status"), First(response.TrailingHeaders, "grpc-message"),
            received, response.Headers);
    }

    public void Dispose() => _http.Dispose();

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.First() : null;
}
