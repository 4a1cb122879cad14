using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Functions.Rest;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.Extensions.Primitives;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace ImmuFunctions.Functions.Connect;

/// <summary>All rpcs of a service by the Connect protocol: messages in the body, binary or JSON, the rpc's name in the path.</summary>
/// <param name="service">Which service.</param>
/// <remarks>Failures of calls with one response are thrown, and answered by what answers all of them. Source: https://connectrpc.com/docs/protocol/.</remarks>
internal sealed class ConnectService(ServiceDescriptor service)
{
    /// <summary>Calls the rpc that the path names and answers what it answers.</summary>
    public async Task AnswerAsync(HttpContext context, Backend backend)
    {
        string name = context.Request.RouteValues[ConnectPath.Rpc] as string ?? "";
        if (service.FindMethodByName(name) is not { } rpc)
        {
            await ConnectAnswer.FailAsync(context, StatusCode.Unimplemented, $"unknown method {name} for service {service.FullName}", StatusCodes.Status404NotFound);
            return;
        }

        if (ConnectForm.Find(context.Request.ContentType, rpc) is not { } form)
        {
            string types = ConnectForm.TypesFor(rpc);
            context.Response.Headers["Accept-Post"] = types;
            await ConnectAnswer.FailAsync(context, StatusCode.Unknown, $"{rpc.Name} is called with a Content-Type of these: {types}", StatusCodes.Status415UnsupportedMediaType);
            return;
        }

        if (rpc.IsServerStreaming)
            await new ConnectStream(context, form).AnswerAsync(send => StreamAsync(context, backend, rpc, form, send));
        else
            await UnaryAsync(context, backend, rpc, form);
    }

    private static async Task UnaryAsync(HttpContext context, Backend backend, MethodDescriptor rpc, ConnectForm form)
    {
        RequireKnown(context, "content-encoding");
        using ConnectTime time = ConnectTime.Start(context);
        IMessage request = form.Read(await RequestBody.ReadAsync(context), rpc.InputType);
        RpcCall call = RestCall.Of(context, backend, time.Token);
        IMessage reply;
        try
        {
            // What succeeds too late is answered all the same: a write that became durable is not reported as failed.
            reply = await backend.Rpcs.UnaryAsync(rpc, request, call);
        }
        catch (OperationCanceledException e) when (time.IsOver)
        {
            throw ConnectTime.Exceeded(e);
        }
        finally
        {
            ConnectAnswer.Announce(context, call);
        }

        await ConnectAnswer.WriteAsync(context, StatusCodes.Status200OK, form.ContentType, form.Write(reply));
    }

    private static async Task StreamAsync(HttpContext context, Backend backend, MethodDescriptor rpc, ConnectForm form, Func<IMessage, ValueTask> send)
    {
        RequireKnown(context, ConnectProtocol.StreamEncodingHeader);
        using ConnectTime time = ConnectTime.Start(context);
        IMessage request = form.Read(await RequestBody.ReadAsync(context), rpc.InputType);
        RpcCall call = RestCall.Of(context, backend, time.Token);
        try
        {
            await backend.Rpcs.StreamAsync(rpc, request, message =>
            {
                AnnounceFirst();
                return send(message);
            }, call);
        }
        catch (OperationCanceledException e) when (time.IsOver)
        {
            throw ConnectTime.Exceeded(e);
        }
        finally
        {
            AnnounceFirst();
        }

        void AnnounceFirst()
        {
            if (!context.Response.HasStarted)
                ConnectAnswer.Announce(context, call);
        }
    }

    private static void RequireKnown(HttpContext context, string encodingHeader)
    {
        if (context.Request.Headers[ConnectProtocol.VersionHeader] is [{ } version, ..] && version != ConnectProtocol.Version)
            throw new RpcException(StatusCode.InvalidArgument, $"{ConnectProtocol.VersionHeader} must be \"{ConnectProtocol.Version}\"");
        StringValues encoding = context.Request.Headers[encodingHeader];
        if (encoding.Count > 0 && encoding != ConnectProtocol.Identity && encoding != "")
            throw new RpcException(StatusCode.Unimplemented, $"messages are read with the encoding \"{ConnectProtocol.Identity}\" only");
    }
}
