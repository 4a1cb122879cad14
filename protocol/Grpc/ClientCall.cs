using System.Net;
using Google.Protobuf;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>One call on the client's side: the exchange, its time limit and what its end means.</summary>
internal sealed class ClientCall : IDisposable
{
    // The longest a timer can run; a deadline further off is left to the server.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly GrpcChannelOptions _channel;
    private readonly CallOptions _options;
    private readonly CancellationToken _caller;
    private readonly TimeSpan? _timeout;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource? _linked;
    private HttpRequestMessage? _request;
    private HttpResponseMessage? _response;
    private ResponseReader? _reader;

    public ClientCall(GrpcChannelOptions channel, CallOptions options, CancellationToken caller)
    {
        _channel = channel;
        _options = options;
        _caller = caller;
        if (options.Deadline is not { } at)
            return;

        var left = at - channel.Clock.GetUtcNow();
        _timeout = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        if (left <= LongestTimer)
        {
            _deadline = new CancellationTokenSource(_timeout.Value, channel.Clock);
            _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _deadline.Token);
        }
    }

    private CancellationToken Token => _linked?.Token ?? _caller;

    /// <summary>Sends the request and waits for the response headers.</summary>
    public async Task SendAsync(HttpMessageInvoker http, Uri address, IMessage message)
    {
        // Without this a deadline already past would still open a connection.
        _caller.ThrowIfCancellationRequested();
        if (_timeout == TimeSpan.Zero)
            throw WireFault.DeadlineExceeded();

        _request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new FrameContent(message, _options.Compress),
        };
        var headers = _request.Headers;
        headers.TryAddWithoutValidation("te", "trailers");
        if (_timeout is { } timeout)
            headers.TryAddWithoutValidation(GrpcHeaders.Timeout, GrpcTimeout.Format(timeout));
        if (_options.Compress)
        {
            headers.TryAddWithoutValidation(GrpcHeaders.Encoding, GrpcHeaders.Gzip);
            headers.TryAddWithoutValidation(GrpcHeaders.AcceptEncoding, GrpcHeaders.AcceptedEncodings);
        }

        for (var i = 0; i < _options.Headers.Count; i++)
            headers.TryAddWithoutValidation(_options.Headers[i].Key, _options.Headers[i].Value);

        _response = await http.SendAsync(_request, Token);
        _options.OnResponseHeaders?.Invoke(_response.Headers);
        if (ResponseStatus.FromHead(_response) is { } failure)
            throw failure;

        _reader = new ResponseReader(
            await _response.Content.ReadAsStreamAsync(Token), ReadEncoding(_response), _channel.MaxReceiveBytes);
    }

    /// <summary>The next message, or null at the end of the stream.</summary>
    public ValueTask<IMessage?> NextAsync(MessageParser parser) => _reader!.NextAsync(parser, Token);

    /// <summary>Throws unless the stream, which has ended, carries the status OK.</summary>
    public void CheckStatus()
    {
        if (ResponseStatus.FromEnd(_response!) is { } failure)
            throw failure;
    }

    /// <summary>What the caller shall see instead of <paramref name="exception"/>; null to let it pass.</summary>
    public Exception? Explain(Exception exception)
    {
        if (exception is RpcException)
            return null;
        if (_caller.IsCancellationRequested)
            return exception is OperationCanceledException e && e.CancellationToken == _caller ? null : new OperationCanceledException(exception.Message, exception, _caller);
        if (_deadline is { IsCancellationRequested: true })
            return WireFault.DeadlineExceeded(exception);
        return ConnectionFault.Explain(exception);
    }

    public void Dispose()
    {
        // Disposing a response that was not read to its end resets the stream, which tells the server to stop.
        _reader?.Dispose();
        _response?.Dispose();
        _request?.Dispose();
        _linked?.Dispose();
        _deadline?.Dispose();
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
