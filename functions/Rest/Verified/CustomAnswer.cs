using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Protocol.Json;

namespace ImmuFunctions.Functions.Rest.Verified;

/// <summary>What the custom routes have in common: how they read and how they answer.</summary>
internal static class CustomAnswer
{
    /// <summary>Calls an rpc of the service, without verifying.</summary>
    public static async Task<T> CallAsync<T>(Backend backend, string rpc, IMessage request, RpcCall call)
        where T : IMessage<T> => (T)await backend.Rpcs.UnaryAsync(ImmuService.Descriptor.FindMethodByName(rpc), request, call);

    /// <summary>The body as a message.</summary>
    /// <exception cref="RpcException">InvalidArgument: it is none.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, MessageDescriptor type)
        where T : IMessage<T> => (T)JsonMessageReader.Read((await RequestBody.ReadAsync(context)).Span, type);

    /// <summary>Answers with an object. These routes do not have the headers of the others, except for the one that speaks of a request sent twice.</summary>
    public static Task WriteAsync(HttpContext context, RpcCall call, Action<Utf8JsonWriter> writeFields)
    {
        if (call.IsReplay)
            context.Response.Headers[CallHeaders.Replay] = "true";
        return RestAnswer.JsonAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            writeFields(json);
            json.WriteEndObject();
        });
    }

    /// <summary>Writes a field of bytes unless there are none, as Go does with those of messages.</summary>
    public static void WriteBytes(Utf8JsonWriter json, string name, ByteString value)
    {
        if (!value.IsEmpty)
            json.WriteBase64String(name, value.Span);
    }

    /// <summary>Writes a number unless it is 0.</summary>
    public static void WriteNumber(Utf8JsonWriter json, string name, ulong value)
    {
        if (value != 0)
            json.WriteNumber(name, value);
    }
}
