using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.GrpcServer;

/// <summary>Gives the methods of a service their handlers, for a <see cref="GrpcRouter"/>. Methods left without one answer <see cref="StatusCode.Unimplemented"/>.</summary>
/// <remarks>
/// Names, shapes and message types are checked against the schema when bound, so a wrong binding fails at start-up.
/// Handlers run on the host's threads, many at once. Not thread-safe itself.
/// </remarks>
public sealed class GrpcServiceBinder
{
    private readonly ServiceDescriptor _service;
    private readonly Dictionary<string, MethodHandler> _handlers = [];

    /// <summary>Starts with every method of <paramref name="service"/> unbound.</summary>
    public GrpcServiceBinder(ServiceDescriptor service)
    {
        ArgumentNullException.ThrowIfNull(service);
        _service = service;
        foreach (var method in service.Methods)
            _handlers.Add(PathOf(method), new UnboundHandler(method.Name));
    }

    /// <summary>The handler of every method, by its path.</summary>
    internal IReadOnlyDictionary<string, MethodHandler> Handlers => _handlers;

    /// <summary>Binds a method of one request and one response.</summary>
    /// <param name="method">Name of the rpc without its service, such as <c>SafeSet</c>.</param>
    /// <param name="handler">Answers the call, or throws <see cref="RpcException"/>. If it completes at once, the call does.</param>
    /// <exception cref="ArgumentException">The service has no such method, of this shape and these types.</exception>
    public GrpcServiceBinder Unary<TRequest, TResponse>(string method, Func<TRequest, ServerCall, ValueTask<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(handler);
        var descriptor = Find<TRequest, TResponse>(method, serverStreaming: false);
        _handlers[PathOf(descriptor)] = new UnaryHandler<TRequest, TResponse>(descriptor, handler);
        return this;
    }

    /// <summary>Binds a method of one request and a stream of responses.</summary>
    /// <param name="method">Name of the rpc without its service, such as <c>Dump</c>.</param>
    /// <param name="handler">
    /// Given the request and a function that sends one response. Await each send before the next: it completes when the
    /// caller has room for more, and throws <see cref="OperationCanceledException"/> once the caller is gone.
    /// </param>
    /// <exception cref="ArgumentException">The service has no such method, of this shape and these types.</exception>
    public GrpcServiceBinder ServerStreaming<TRequest, TResponse>(
        string method, Func<TRequest, Func<TResponse, ValueTask>, ServerCall, ValueTask> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(handler);
        var descriptor = Find<TRequest, TResponse>(method, serverStreaming: true);
        _handlers[PathOf(descriptor)] = new ServerStreamingHandler<TRequest, TResponse>(descriptor, handler);
        return this;
    }

    private static string PathOf(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";

    private MethodDescriptor Find<TRequest, TResponse>(string name, bool serverStreaming)
    {
        var method = _service.FindMethodByName(name)
            ?? throw new ArgumentException($"{_service.FullName} has no method {name}", nameof(name));
        if (method.InputType.ClrType != typeof(TRequest) || method.OutputType.ClrType != typeof(TResponse))
            throw new ArgumentException($"{name} takes {method.InputType.Name} and returns {method.OutputType.Name}", nameof(name));
        if (method.IsClientStreaming || method.IsServerStreaming != serverStreaming)
            throw new ArgumentException($"{name} is of another shape", nameof(name));
        return method;
    }
}
