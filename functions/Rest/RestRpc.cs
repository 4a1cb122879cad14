using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Json;

namespace ImmuFunctions.Functions.Rest;

/// <summary>An rpc that a route stands for: the request from URL or body, the answer as JSON.</summary>
/// <param name="rpc">Which one.</param>
/// <param name="parameter">The field that stands in the path; null if the request is the body.</param>
internal sealed class RestRpc(MethodDescriptor rpc, string? parameter)
{
    /// <summary>Calls the rpc and answers what it answers.</summary>
    public async Task AnswerAsync(HttpContext context, Backend backend) =>
        await AnswerAsync(context, backend, HttpMethods.IsGet(context.Request.Method) ? ReadUrl(context) : await ReadBodyAsync(context));

    /// <summary>Calls the rpc with <paramref name="request"/> and answers what it answers.</summary>
    public async Task AnswerAsync(HttpContext context, Backend backend, IMessage request)
    {
        RpcCall call = RestCall.Of(context, backend);
        if (rpc.IsServerStreaming)
        {
            await new RestStream(context, call).AnswerAsync(send => backend.Rpcs.StreamAsync(rpc, request, send, call));
            return;
        }

        IMessage reply;
        try
        {
            reply = await backend.Rpcs.UnaryAsync(rpc, request, call);
        }
        finally
        {
            RestCall.Announce(context, call);
        }

        await RestAnswer.JsonAsync(context, StatusCodes.Status200OK, json => JsonMessageWriter.Write(json, reply));
    }

    private IMessage ReadUrl(HttpContext context)
    {
        IMessage request = rpc.InputType.Parser.ParseFrom(ByteString.Empty);
        if (parameter is not null)
        {
            RequestFields.Set(request, parameter, context.Request.RouteValues.TryGetValue(parameter, out object? value) ? (string)value! : "");
            RequestFields.SetAll(request, context.Request.Query, parameter);
        }

        return request;
    }

    private async Task<IMessage> ReadBodyAsync(HttpContext context) =>
        JsonMessageReader.Read((await RequestBody.ReadAsync(context)).Span, rpc.InputType);
}
