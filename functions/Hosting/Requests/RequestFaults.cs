using ImmuFunctions.Functions.Connect;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Rest;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Functions.Hosting.Requests;

/// <summary>Answers for handlers that throw.</summary>
/// <param name="next">The rest of the request's way.</param>
/// <param name="log">Told about what nobody expected; with the request's id, and with nothing of the request's own.</param>
internal sealed class RequestFaults(RequestDelegate next, ILogger<RequestFaults> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The caller has gone: there is nobody to tell, and nothing is wrong here.
        }
        catch (Exception e)
        {
            await AnswerAsync(context, e);
        }
    }

    /// <summary>The status that <paramref name="exception"/> stands for; null if it is not one of those that stand for one.</summary>
    public static RpcException? ToRpc(Exception exception) => exception as RpcException ?? LedgerFaults.ToRpc(exception);

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        (int status, StatusCode code, string message) = Explain(context, exception);
        if (context.Response.HasStarted)
        {
            // Half an answer must not look whole.
            context.Abort();
            return;
        }

        if (exception is BodyTooLargeException or BadHttpRequestException)
            context.Response.Headers.Connection = "close";
        await Refusal.WriteAsync(context, status, code, message);
        if (exception is BodyTooLargeException)
            await BodyLimit.DrainAsync(context);
    }

    private static int StatusOf(PathString path, RpcException failure)
    {
        if (RestPath.Holds(path))
            return StatusMap.ToHttp(failure.Code);
        return ConnectPath.Holds(path) ? ConnectCode.ToHttp(failure.Code) : PlainStatus.Of(failure);
    }

    private (int Status, StatusCode Code, string Message) Explain(HttpContext context, Exception exception)
    {
        if (ToRpc(exception) is { } failure)
            return (StatusOf(context.Request.Path, failure), failure.Code, failure.Message);
        switch (exception)
        {
            case BodyTooLargeException tooLarge:
                return (StatusCodes.Status413PayloadTooLarge, StatusCode.ResourceExhausted, tooLarge.Message);
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return (StatusCodes.Status408RequestTimeout, StatusCode.Cancelled, "the body came too slowly");
            case BadHttpRequestException bad:
                return (bad.StatusCode, StatusCode.InvalidArgument, "the body is not what its headers say");
            default:
                RequestLog.Unexpected(log, context.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>()?.Name ?? "none", context.TraceIdentifier, exception);
                return (StatusCodes.Status500InternalServerError, StatusCode.Unknown, "unexpected error");
        }
    }
}
