using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.GrpcServer;

/// <summary>One request, any number of responses.</summary>
internal sealed class ServerStreamingHandler<TRequest, TResponse>(
    MethodDescriptor method, Func<TRequest, Func<TResponse, ValueTask>, ServerCall, ValueTask> handler) : MethodHandler(method.Name)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private readonly MessageParser<TRequest> _parser = (MessageParser<TRequest>)method.InputType.Parser;

    public override async ValueTask RunAsync(ServerCall call)
    {
        var request = await RequestReader.ReadAsync(call, _parser, MaxReceiveBytes);
        await handler(request, response => SendAsync(call, response), call);
    }

    private static async ValueTask SendAsync(ServerCall call, TResponse response)
    {
        var body = call.Http.Response.BodyWriter;
        FrameWriter.Write(body, response, call.ResponseGzip);

        // Flushing waits while the caller's window is full, which is what holds a fast handler back.
        var flush = await body.FlushAsync(call.CancellationToken);
        if (flush.IsCompleted || flush.IsCanceled)
            throw new OperationCanceledException("the caller no longer reads", call.CancellationToken);
    }
}
