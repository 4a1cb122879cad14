using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Protocol.Json;

namespace ImmuFunctions.Functions.Connect;

/// <summary>The form in which a caller sends messages and gets them.</summary>
/// <param name="ContentType">Of request and answer.</param>
/// <param name="IsStream">Whether the messages stand in envelopes.</param>
/// <param name="IsJson">Whether they are JSON, as on immudb's routes, or in protobuf's binary form.</param>
internal sealed record ConnectForm(string ContentType, bool IsStream, bool IsJson)
{
    private static readonly ConnectForm[] All =
    [
        new(ConnectProtocol.UnaryProto, IsStream: false, IsJson: false),
        new(ConnectProtocol.UnaryJson, IsStream: false, IsJson: true),
        new(ConnectProtocol.StreamProto, IsStream: true, IsJson: false),
        new(ConnectProtocol.StreamJson, IsStream: true, IsJson: true),
    ];

    /// <summary>The types in which <paramref name="rpc"/> can be called.</summary>
    public static string TypesFor(MethodDescriptor rpc) => string.Join(", ", All.Where(form => form.IsStream == rpc.IsServerStreaming).Select(form => form.ContentType));

    /// <summary>The form that a content type names, for <paramref name="rpc"/>; null if it cannot be called so.</summary>
    /// <param name="contentType">As sent; null for none.</param>
    /// <param name="rpc">Which rpc.</param>
    public static ConnectForm? Find(string? contentType, MethodDescriptor rpc)
    {
        if (!Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out Microsoft.Net.Http.Headers.MediaTypeHeaderValue? type))
            return null;
        bool isUtf8 = !type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
        return Array.Find(All, form => isUtf8 && form.IsStream == rpc.IsServerStreaming && type.MediaType.Equals(form.ContentType, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="RpcException">InvalidArgument: it is not the message.</exception>
    public IMessage Read(ReadOnlyMemory<byte> body, MessageDescriptor type)
    {
        ReadOnlyMemory<byte> message = IsStream ? ConnectEnvelope.ReadSingle(body) : body;
        if (IsJson)
            return JsonMessageReader.Read(message.Span, type);
        try
        {
            return type.Parser.ParseFrom(message.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new RpcException(StatusCode.InvalidArgument, $"the body is no {type.FullName}", e);
        }
    }

    /// <summary>Writes a message, without its envelope.</summary>
    public ReadOnlyMemory<byte> Write(IMessage message)
    {
        if (!IsJson)
            return message.ToByteArray();
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, JsonOutput.Options))
            JsonMessageWriter.Write(json, message);
        return text.WrittenMemory;
    }
}
