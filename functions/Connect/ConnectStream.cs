using Google.Protobuf;
using ImmuFunctions.Functions.Hosting.Requests;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Functions.Connect;

/// <summary>The answer to an rpc with many responses: one envelope each, and one that ends the stream and says how it ended.</summary>
/// <param name="context">The request to answer.</param>
/// <param name="form">Of the messages.</param>
/// <remarks>What is known to go wrong is said by the end, with the HTTP status 200, even if there was no message. What nobody expected breaks the connection once it has begun.</remarks>
internal sealed class ConnectStream(HttpContext context, ConnectForm form)
{
    /// <summary>Answers with what <paramref name="stream"/> sends.</summary>
    public async Task AnswerAsync(Func<Func<IMessage, ValueTask>, Task> stream)
    {
        RpcException? failure = null;
        try
        {
            await stream(message => WriteAsync(form.Write(message), isEnd: false));
        }
        catch (Exception e) when (RequestFaults.ToRpc(e) is { } known)
        {
            failure = known;
        }

        await WriteAsync(ConnectError.EndOfStream(failure), isEnd: true);
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> content, bool isEnd)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = form.ContentType;
        ConnectEnvelope.Write(context.Response.BodyWriter, content.Span, isEnd);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
