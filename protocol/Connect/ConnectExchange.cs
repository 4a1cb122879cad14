using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Connect;

/// <summary>One request of <see cref="ConnectInvoker"/> and its answer.</summary>
/// <param name="http">Sends it.</param>
/// <param name="deadline">How long it may take.</param>
/// <param name="maxBytes">Most bytes of one message of the answer.</param>
internal sealed class ConnectExchange(HttpMessageInvoker http, ClientDeadline deadline, int maxBytes) : IDisposable
{
    // Grows as bytes really come: who only announces many shall not cost many.
    private const int FirstBytes = 4096;

    // The longest text of an error that is looked at, and the longest end of a stream.
    public const int MaxErrorBytes = 1 << 16;

    private HttpRequestMessage? _request;
    private HttpResponseMessage? _response;

    /// <summary>Sends the request and waits for the answer's headers.</summary>
    /// <exception cref="RpcException">The answer is a failure, or of another type than the request.</exception>
    public async Task SendAsync(Uri address, List<KeyValuePair<string, string>> headers, HttpContent content, string contentType, RpcCall call)
    {
        deadline.RequireTime();
        content.Headers.TryAddWithoutValidation("content-type", contentType);
        _request = new HttpRequestMessage(HttpMethod.Post, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower, Content = content };
        _request.Headers.TryAddWithoutValidation(ConnectProtocol.VersionHeader, ConnectProtocol.Version);
        _request.Headers.TryAddWithoutValidation("accept-encoding", ConnectProtocol.Identity);
        if (deadline.Timeout is { } timeout)
            _request.Headers.TryAddWithoutValidation(ConnectProtocol.TimeoutHeader, ConnectTimeout.Format(timeout));
        foreach ((string name, string value) in headers)
            _request.Headers.TryAddWithoutValidation(name, value);

        // HttpClient would take the whole answer first, however long.
        _response = http is HttpClient client
            ? await client.SendAsync(_request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false)
            : await http.SendAsync(_request, deadline.Token).ConfigureAwait(false);
        CallMetadata.Take(_response.Headers, call);
        if (_response.StatusCode != HttpStatusCode.OK)
            throw await ReadFailureAsync(_response).ConfigureAwait(false);
        string? actual = HeaderOf(_response.Content.Headers, "content-type");
        if (MediaTypeOf(actual) != contentType)
            throw new RpcException(StatusCode.Unknown, $"unexpected content-type \"{actual}\"");
    }

    /// <summary>Reads an answer of one message.</summary>
    /// <exception cref="RpcException">It is too long, compressed or no such message.</exception>
    public async Task<IMessage> ReadSingleAsync(MessageParser parser)
    {
        HttpResponseMessage response = _response!;
        RequireIdentity(HeaderOf(response.Content.Headers, "content-encoding"));

        // Such an answer ends where the connection does, for whatever reason, and a message cut short can be a message, too.
        if (response.Version.Major < 2 && response.Content.Headers.ContentLength is null && response.Headers.TransferEncodingChunked != true)
            throw new RpcException(StatusCode.Unavailable, "the answer does not say how long it is, and so may be cut short");
        ReadOnlyMemory<byte> body = await ReadAsync(response, maxBytes).ConfigureAwait(false) ?? throw WireFault.TooLarge(response.Content.Headers.ContentLength ?? maxBytes + 1L, maxBytes);
        try
        {
            return parser.ParseFrom(body.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw WireFault.MalformedResponse(e);
        }
    }

    /// <summary>Begins to read an answer of many messages.</summary>
    /// <exception cref="RpcException">It is compressed.</exception>
    public async Task<ConnectStreamReader> ReadStreamAsync()
    {
        HttpResponseMessage response = _response!;
        RequireIdentity(HeaderOf(response.Content.Headers, "content-encoding"));
        RequireIdentity(HeaderOf(response.Headers, ConnectProtocol.StreamEncodingHeader));
        return new ConnectStreamReader(await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false), maxBytes);
    }

    public void Dispose()
    {
        // Disposing a response that was not read to its end ends the exchange, which tells the server to stop.
        _response?.Dispose();
        _request?.Dispose();
    }

    private async Task<RpcException> ReadFailureAsync(HttpResponseMessage response)
    {
        RpcException byStatus = ResponseStatus.FromHttp(response.StatusCode);
        if (MediaTypeOf(HeaderOf(response.Content.Headers, "content-type")) == ConnectProtocol.UnaryJson
            && await ReadAsync(response, MaxErrorBytes).ConfigureAwait(false) is { } body
            && ConnectError.ParseBody(body.Span) is { } error && (error.Code is not null || error.Message.Length > 0))
        {
            return new RpcException(error.Code ?? byStatus.Code, error.Message);
        }

        // The ledger says so in its own form; only the app in front of it knows no better.
        return response.StatusCode != HttpStatusCode.Unauthorized
            ? byStatus
            : new RpcException(byStatus.Code, _request!.Headers.Contains(CallMetadata.FunctionKey) ? "the function app does not take the function key (401)" : "the function app asks for a function key (401)");
    }

    // Null: it is longer.
    private async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage response, int most)
    {
        if (response.Content.Headers.ContentLength > most)
            return null;
        Stream stream = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
        var body = new ArrayBufferWriter<byte>(FirstBytes);
        while (true)
        {
            int read = await stream.ReadAsync(body.GetMemory(FirstBytes), deadline.Token).ConfigureAwait(false);
            if (read == 0)
                return body.WrittenMemory;
            body.Advance(read);
            if (body.WrittenCount > most)
                return null;
        }
    }

    private static void RequireIdentity(string? encoding)
    {
        if (encoding is not (null or "" or ConnectProtocol.Identity))
            throw new RpcException(StatusCode.Internal, $"the answer is compressed with \"{encoding}\", which was not asked for");
    }

    private static string? HeaderOf(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;

    // Without its parameters.
    private static string? MediaTypeOf(string? contentType) => contentType?.Split(';')[0].Trim().ToLowerInvariant();
}
