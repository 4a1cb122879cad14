using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Functions.Connect;

/// <summary>Answers in the form of the Connect protocol.</summary>
internal static class ConnectAnswer
{
    /// <summary>Answers with an error: <c>{"code","message"}</c>.</summary>
    /// <param name="context">The request to answer.</param>
    /// <param name="code">Why.</param>
    /// <param name="message">Why, in words.</param>
    /// <param name="status">HTTP status; null for the one that goes with the code.</param>
    public static Task FailAsync(HttpContext context, StatusCode code, string message, int? status = null) =>
        WriteAsync(context, status ?? ConnectCode.ToHttp(code), ConnectProtocol.UnaryJson, ConnectError.BodyOf(code, message));

    /// <summary>Answers with a body.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        // Callers tell by it that nothing of the message is missing.
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Says in headers what the answer to <paramref name="call"/> said beside its message. Before the answer's body.</summary>
    public static void Announce(HttpContext context, RpcCall call)
    {
        if (call.ServerIdentity is null)
            return;
        context.Response.Headers[CallHeaders.ServerIdentity] = call.ServerIdentity;
        if (call.IsReplay)
            context.Response.Headers[CallHeaders.Replay] = "true";
    }
}
