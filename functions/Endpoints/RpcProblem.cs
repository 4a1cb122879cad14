using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Rpc;
using Microsoft.AspNetCore.WebUtilities;

namespace ImmuFunctions.Functions.Endpoints;

/// <summary>What went wrong in ledger or rpc, as a problem.</summary>
internal static class RpcProblem
{
    /// <summary>Answers with <paramref name="work"/>, or with the problem it ends in.</summary>
    public static async Task AnswerAsync(HttpContext context, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (RpcException e) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, e.Code, e.Message);
        }
        catch (LedgerException e) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, LedgerFaults.CodeOf(e.Kind), e.Message);
        }
        catch (Exception e) when (e is RpcException or LedgerException)
        {
            // What was sent so far looks like a whole answer unless the connection breaks.
            context.Abort();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens.
        }
    }

    /// <summary>Answers with the problem that stands for a status.</summary>
    public static Task WriteAsync(HttpContext context, StatusCode code, string message)
    {
        int status = StatusMap.ToHttp(code);
        return Problem.WriteAsync(context, status, ReasonPhrases.GetReasonPhrase(status), message);
    }
}
