using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>Calls a gRPC server. One channel serves any number of calls at once and connects when first used.</summary>
/// <remarks>
/// Every failure is an <see cref="RpcException"/>, except that the caller's own token ends a call with
/// <see cref="OperationCanceledException"/>. A call is never tried again by itself.
/// </remarks>
public sealed class GrpcChannel : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly Uri _address;
    private readonly GrpcChannelOptions _options;
    private readonly ConcurrentDictionary<MethodDescriptor, Uri> _addresses = new();

    /// <summary>Prepares a channel without connecting.</summary>
    /// <param name="address">
    /// <c>http://host:port</c> for HTTP/2 without TLS (prior knowledge), <c>https://host:port</c> for HTTP/2 over TLS.
    /// </param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is of another scheme.</exception>
    public GrpcChannel(Uri address, GrpcChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new ArgumentException("a gRPC address starts with http:// or https://", nameof(address));

        _address = address;
        _options = options ?? new GrpcChannelOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(_options.MaxReceiveBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.MaxReceiveBytes, Array.MaxLength, nameof(options));

        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = _options.EnableMultipleHttp2Connections,
            ConnectTimeout = _options.ConnectTimeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        };
        if (_options.Tls is not null)
            handler.SslOptions = _options.Tls;

        // Not HttpClient: its time-outs and buffering would cost every call and serve none here.
        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>Sends one request and waits for the one response.</summary>
    /// <exception cref="RpcException">The call ended with another status than OK, or could not be made.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was signalled.</exception>
    public async Task<TResponse> UnaryAsync<TRequest, TResponse>(
        MethodDescriptor method, TRequest request, CallOptions? options, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        (TResponse)await UnaryAsync(method, request, options, cancellationToken);

    /// <summary>Sends one request and waits for the one response, both of the method's types.</summary>
    /// <exception cref="RpcException">The call ended with another status than OK, or could not be made.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was signalled.</exception>
    public async Task<IMessage> UnaryAsync(MethodDescriptor method, IMessage request, CallOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(request);
        using var call = new ClientCall(_options, options ?? CallOptions.Default, cancellationToken);
        try
        {
            await call.SendAsync(_http, AddressOf(method), request);
            var parser = method.OutputType.Parser;
            var response = await call.NextAsync(parser);
            if (response is null)
            {
                call.CheckStatus();
                throw WireFault.NoResponse();
            }

            // The trailers are there once the end of the stream has been read.
            if (await call.NextAsync(parser) is not null)
                throw WireFault.ManyResponses();
            call.CheckStatus();
            return response;
        }
        catch (Exception e) when (call.Explain(e) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Sends one request and yields the responses as they come; leaving the loop early cancels the call.</summary>
    /// <exception cref="RpcException">While iterating: the call ended with another status than OK, or could not be made.</exception>
    /// <exception cref="OperationCanceledException">While iterating: <paramref name="cancellationToken"/> was signalled.</exception>
    public async IAsyncEnumerable<TResponse> ServerStreamingAsync<TRequest, TResponse>(
        MethodDescriptor method, TRequest request, CallOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        await foreach (IMessage response in ServerStreamingAsync(method, request, options, cancellationToken))
            yield return (TResponse)response;
    }

    /// <summary>Sends one request and yields the responses as they come, all of the method's types; leaving the loop early cancels the call.</summary>
    /// <exception cref="RpcException">While iterating: the call ended with another status than OK, or could not be made.</exception>
    /// <exception cref="OperationCanceledException">While iterating: <paramref name="cancellationToken"/> was signalled.</exception>
    public async IAsyncEnumerable<IMessage> ServerStreamingAsync(
        MethodDescriptor method, IMessage request, CallOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(request);
        using var call = new ClientCall(_options, options ?? CallOptions.Default, cancellationToken);
        var sent = false;
        while (true)
        {
            IMessage? response;
            try
            {
                if (!sent)
                    await call.SendAsync(_http, AddressOf(method), request);
                sent = true;
                response = await call.NextAsync(method.OutputType.Parser);
                if (response is null)
                    call.CheckStatus();
            }
            catch (Exception e) when (call.Explain(e) is { } failure)
            {
                throw failure;
            }

            if (response is null)
                yield break;
            yield return response;
        }
    }

    /// <summary>Closes the connections; calls under way fail.</summary>
    public void Dispose() => _http.Dispose();

    private Uri AddressOf(MethodDescriptor method) =>
        _addresses.GetOrAdd(method, static (m, address) => new Uri(address, $"/{m.Service.FullName}/{m.Name}"), _address);
}
