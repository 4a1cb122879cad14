using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.GrpcServer;

/// <summary>One request, one response.</summary>
internal sealed class UnaryHandler<TRequest, TResponse>(
    MethodDescriptor method, Func<TRequest, ServerCall, ValueTask<TResponse>> handler) : MethodHandler(method.Name)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private readonly MessageParser<TRequest> _parser = (MessageParser<TRequest>)method.InputType.Parser;

    public override async ValueTask RunAsync(ServerCall call)
    {
        var request = await RequestReader.ReadAsync(call, _parser, MaxReceiveBytes);
        var response = await handler(request, call);

        // Not flushed: the host sends headers, message and trailers together when the call completes.
        FrameWriter.Write(call.Http.Response.BodyWriter, response, call.ResponseGzip);
    }
}
