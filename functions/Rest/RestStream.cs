using System.Text.Json;
using Google.Protobuf;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting.Requests;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Protocol.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace ImmuFunctions.Functions.Rest;

/// <summary>The answer to an rpc with many responses: one object per line, <c>{"result":…}</c>.</summary>
/// <param name="context">The request to answer.</param>
/// <param name="call">The rpc's call.</param>
/// <remarks>What goes wrong before the first line is answered like any error; after it, by a last line <c>{"error":…}</c>, as grpc-gateway does.</remarks>
internal sealed class RestStream(HttpContext context, RpcCall call)
{
    private static readonly byte[] LineEnd = [(byte)'\n'];

    private bool _started;

    // immudb's gateway calls its streams JSON, too.
    private string ContentType => RestPath.Holds(context.Request.Path) ? "application/json" : "application/x-ndjson";

    /// <summary>Answers with what <paramref name="stream"/> sends.</summary>
    public async Task AnswerAsync(Func<Func<IMessage, ValueTask>, ValueTask> stream)
    {
        try
        {
            await stream(SendAsync);
        }
        catch (Exception e) when (_started && RequestFaults.ToRpc(e) is { } failure)
        {
            await WriteLineAsync(json => WriteError(json, failure));
        }
        finally
        {
            if (!_started)
                RestCall.Announce(context, call);
        }

        // A stream may be empty.
        if (!_started)
            context.Response.ContentType = ContentType;
    }

    private ValueTask SendAsync(IMessage message)
    {
        if (!_started)
        {
            _started = true;
            RestCall.Announce(context, call);
            context.Response.ContentType = ContentType;
        }

        return WriteLineAsync(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("result");
            JsonMessageWriter.Write(json, message);
            json.WriteEndObject();
        });
    }

    private async ValueTask WriteLineAsync(Action<Utf8JsonWriter> write)
    {
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter, JsonOutput.Options))
            write(json);
        await context.Response.BodyWriter.WriteAsync(LineEnd, call.CancellationToken);
    }

    private static void WriteError(Utf8JsonWriter json, RpcException failure)
    {
        int status = StatusMap.ToHttp(failure.Code);
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteNumber("grpc_code", (int)failure.Code);
        json.WriteNumber("http_code", status);
        json.WriteString("message", failure.Message);
        json.WriteString("http_status", ReasonPhrases.GetReasonPhrase(status));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
