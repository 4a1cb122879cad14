using Google.Protobuf;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Tests.Serving;

/// <summary>A transport without wires: keeps the handlers by name.</summary>
internal sealed class BoundRpcs : IRpcBinder
{
    public Dictionary<string, Delegate> Handlers { get; } = new(StringComparer.Ordinal);

    public void Unary<TRequest, TResponse>(string rpc, Func<TRequest, Caller, ValueTask<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() => Handlers.Add(rpc, handler);

    public void ServerStreaming<TRequest, TResponse>(string rpc, Func<TRequest, Func<TResponse, ValueTask>, Caller, ValueTask> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() => Handlers.Add(rpc, handler);

    // Replies go through their wire form, as they would over a network. Requests do not: C# would send a score of -0 as 0,
    // which other clients do not.
    public async Task<TResponse> CallAsync<TRequest, TResponse>(string rpc, TRequest request, Caller caller)
        where TRequest : IMessage<TRequest>, new()
        where TResponse : IMessage<TResponse>, new()
    {
        var handler = (Func<TRequest, Caller, ValueTask<TResponse>>)Handlers[rpc];
        TResponse response = await handler(request, caller);
        return ThroughWire(response);
    }

    public async Task<List<TResponse>> StreamAsync<TRequest, TResponse>(string rpc, TRequest request, Caller caller)
        where TRequest : IMessage<TRequest>, new()
        where TResponse : IMessage<TResponse>, new()
    {
        var handler = (Func<TRequest, Func<TResponse, ValueTask>, Caller, ValueTask>)Handlers[rpc];
        var responses = new List<TResponse>();
        await handler(
            request,
            response =>
            {
                responses.Add(ThroughWire(response));
                return default;
            },
            caller);
        return responses;
    }

    private static TMessage ThroughWire<TMessage>(TMessage message) where TMessage : IMessage<TMessage>, new()
    {
        var copy = new TMessage();
        copy.MergeFrom(message.ToByteArray());
        return copy;
    }
}
