using System.Net;
using Google.Protobuf;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>One call on the client's side: the exchange, its time limit and what its end means.</summary>
internal sealed class ClientCall : IDisposable
{
    private readonly GrpcChannelOptions _channel;
    private readonly CallOptions _options;
    private readonly ClientDeadline _deadline;
    private HttpRequestMessage? _request;
    private HttpResponseMessage? _response;
    private ResponseReader? _reader;

    public ClientCall(GrpcChannelOptions channel, CallOptions options, CancellationToken caller)
    {
        _channel = channel;
        _options = options;
        _deadline = new ClientDeadline(options.Deadline, channel.Clock, caller);
    }

    /// <summary>Sends the request and waits for the response headers.</summary>
    public async Task SendAsync(HttpMessageInvoker http, Uri address, IMessage message)
    {
        _deadline.RequireTime();
        _request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new FrameContent(message, _options.Compress),
        };
        var headers = _request.Headers;
        headers.TryAddWithoutValidation("te", "trailers");
        if (_deadline.Timeout is { } timeout)
            headers.TryAddWithoutValidation(GrpcHeaders.Timeout, GrpcTimeout.Format(timeout));
        if (_options.Compress)
        {
            headers.TryAddWithoutValidation(GrpcHeaders.Encoding, GrpcHeaders.Gzip);
            headers.TryAddWithoutValidation(GrpcHeaders.AcceptEncoding, GrpcHeaders.AcceptedEncodings);
        }

        for (var i = 0; i < _options.Headers.Count; i++)
            headers.TryAddWithoutValidation(_options.Headers[i].Key, _options.Headers[i].Value);

        _response = await http.SendAsync(_request, _deadline.Token);
        _options.OnResponseHeaders?.Invoke(_response.Headers);
        if (ResponseStatus.FromHead(_response) is { } failure)
            throw failure;

        _reader = new ResponseReader(
            await _response.Content.ReadAsStreamAsync(_deadline.Token), ReadEncoding(_response), _channel.MaxReceiveBytes);
    }

    /// <summary>The next message, or null at the end of the stream.</summary>
    public ValueTask<IMessage?> NextAsync(MessageParser parser) => _reader!.NextAsync(parser, _deadline.Token);

    /// <summary>Throws unless the stream, which has ended, carries the status OK.</summary>
    public void CheckStatus()
    {
        if (ResponseStatus.FromEnd(_response!) is { } failure)
            throw failure;
    }

    /// <summary>What the caller shall see instead of <paramref name="exception"/>; null to let it pass.</summary>
    public Exception? Explain(Exception exception) => _deadline.Explain(exception);

    public void Dispose()
    {
        // Disposing a response that was not read to its end resets the stream, which tells the server to stop.
        _reader?.Dispose();
        _response?.Dispose();
        _request?.Dispose();
        _deadline.Dispose();
    }

    private static bool ReadEncoding(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues(GrpcHeaders.Encoding, out var values))
            return false;
        return values.ToString() switch
        {
            GrpcHeaders.Gzip => true,
            GrpcHeaders.Identity => false,
            var other => throw WireFault.UnknownEncoding(other),
        };
    }
}
