using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Connect;

/// <summary>Calls the rpcs of a ledger behind plain HTTP, such as a function app, by the Connect protocol.</summary>
/// <remarks>
/// Every failure is an <see cref="RpcException"/>, except that the caller's own token ends a call with <see cref="OperationCanceledException"/>.
/// A call is never tried again by itself. Nothing is verified here. Thread-safe. Source: https://connectrpc.com/docs/protocol/.
/// </remarks>
public sealed class ConnectInvoker : IRpcInvoker
{
    private readonly HttpMessageInvoker _http;
    private readonly string _address;
    private readonly string? _functionKey;
    private readonly TimeSpan? _timeLimit;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<MethodDescriptor, Uri> _addresses = new();

    /// <summary>Prepares calls without connecting.</summary>
    /// <param name="http">Sends the requests, best one of <see cref="ConnectHttp.Create"/>; its owner disposes it. It shall neither follow redirects nor unpack bodies.</param>
    /// <param name="address"><c>http://host[:port]</c> or <c>https://host[:port]</c>; a path goes before those of the services, a query is left out.</param>
    /// <param name="functionKey">The key that an Azure Functions app asks for, sent as <c>x-functions-key</c>; null for none.</param>
    /// <param name="timeLimit">Longest time for a call with one response; null for none. Streams take as long as their caller waits.</param>
    /// <param name="clock">Measures the limit.</param>
    /// <exception cref="ArgumentException">The address is of another scheme; the key has characters that no header can have.</exception>
    public ConnectInvoker(HttpMessageInvoker http, Uri address, string? functionKey, TimeSpan? timeLimit, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(clock);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new ArgumentException("the address of a function app starts with http:// or https://", nameof(address));
        if (functionKey is not null && !CallMetadata.IsPrintable(functionKey))
            throw new ArgumentException("a function key is printable ASCII", nameof(functionKey));
        (_http, _functionKey, _timeLimit, _clock) = (http, functionKey, timeLimit, clock);
        _address = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
    }

    /// <summary>Most bytes of one response message; 4 MiB as in all immudb clients.</summary>
    public int MaxReceiveBytes { get; init; } = GrpcChannelOptions.DefaultMaxReceiveBytes;

    /// <inheritdoc/>
    public async ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(call);
        using var deadline = new ClientDeadline(_clock.GetUtcNow() + _timeLimit, _clock, call.CancellationToken);
        using var exchange = new ConnectExchange(_http, deadline, MaxReceiveBytes);
        try
        {
            await exchange.SendAsync(AddressOf(rpc), HeadersOf(call), new ByteArrayContent(request.ToByteArray()), ConnectProtocol.UnaryProto, call).ConfigureAwait(false);
            return await exchange.ReadSingleAsync(rpc.OutputType.Parser).ConfigureAwait(false);
        }
        catch (Exception e) when (deadline.Explain(e) is { } failure)
        {
            throw failure;
        }
    }

    /// <inheritdoc/>
    public async ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(send);
        ArgumentNullException.ThrowIfNull(call);
        using var deadline = new ClientDeadline(at: null, _clock, call.CancellationToken);
        using var exchange = new ConnectExchange(_http, deadline, MaxReceiveBytes);
        ConnectStreamReader? stream = null;
        try
        {
            while (true)
            {
                IMessage? response;
                try
                {
                    stream ??= await OpenAsync(exchange, rpc, request, call).ConfigureAwait(false);
                    response = await stream.NextAsync(rpc.OutputType.Parser, deadline.Token).ConfigureAwait(false);
                }
                catch (Exception e) when (deadline.Explain(e) is { } failure)
                {
                    throw failure;
                }

                if (response is null)
                    return;
                await send(response).ConfigureAwait(false);
            }
        }
        finally
        {
            stream?.Dispose();
        }
    }

    private async Task<ConnectStreamReader> OpenAsync(ConnectExchange exchange, MethodDescriptor rpc, IMessage request, RpcCall call)
    {
        var body = new byte[ConnectEnvelope.PrefixBytes + request.CalculateSize()];
        FramePrefix.Write(body, FramePrefix.Plain, body.Length - ConnectEnvelope.PrefixBytes);
        request.WriteTo(body.AsSpan(ConnectEnvelope.PrefixBytes));
        await exchange.SendAsync(AddressOf(rpc), HeadersOf(call), new ByteArrayContent(body), ConnectProtocol.StreamProto, call).ConfigureAwait(false);
        return await exchange.ReadStreamAsync().ConfigureAwait(false);
    }

    private Uri AddressOf(MethodDescriptor rpc) =>
        _addresses.GetOrAdd(rpc, static (m, address) => new Uri($"{address}/{m.Service.FullName}/{m.Name}"), _address);

    private List<KeyValuePair<string, string>> HeadersOf(RpcCall call)
    {
        List<KeyValuePair<string, string>> headers = CallMetadata.HeadersOf(call);
        if (_functionKey is not null)
            headers.Add(new(CallMetadata.FunctionKey, _functionKey));
        return headers;
    }
}
