using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Protocol.Json;
using Microsoft.Extensions.Primitives;

namespace ImmuFunctions.Functions.Rest;

/// <summary>Fields of a request that stand in its URL.</summary>
/// <remarks>As grpc-gateway fills them. Source: spec section 15.3.</remarks>
internal static class RequestFields
{
    /// <summary>Takes the field named by a parameter of the route.</summary>
    /// <param name="request">What to fill.</param>
    /// <param name="parameter">The field's name; a field of bytes, text or an unsigned number.</param>
    /// <param name="segment">The segment, unescaped.</param>
    /// <exception cref="RpcException">InvalidArgument: it is no value of the field.</exception>
    public static void Set(IMessage request, string parameter, string segment)
    {
        FieldDescriptor field = request.Descriptor.FindFieldByName(parameter);
        if (field.FieldType == FieldType.Bytes)
            field.Accessor.SetValue(request, UnsafeByteOperations.UnsafeWrap(Base64Text.DecodeSegment(segment, parameter)));
        else if (SetText(request, field, segment) is { } fault)
            throw new RpcException(StatusCode.InvalidArgument, $"type mismatch, parameter: {parameter}, error: {fault}");
    }

    /// <summary>Takes fields from behind the question mark, such as <c>rootIndex.index=7</c>. Names that are none are passed over, and of several values the first counts.</summary>
    /// <param name="request">What to fill; its fields outside the path are unsigned numbers and messages of such.</param>
    /// <param name="query">Names and values.</param>
    /// <param name="inPath">The field that stands in the path.</param>
    /// <exception cref="RpcException">InvalidArgument: a value is none of its field.</exception>
    public static void SetAll(IMessage request, IQueryCollection query, string inPath)
    {
        foreach ((string path, StringValues values) in query)
        {
            string[] names = path.Split('.');
            if (names[0] != inPath && SetByPath(request, names, values[0] ?? "") is { } fault)
                throw new RpcException(StatusCode.InvalidArgument, fault);
        }
    }

    private static string? SetByPath(IMessage message, ReadOnlySpan<string> names, string value)
    {
        if (message.Descriptor.FindFieldByName(names[0]) is not { } field)
            return null;
        if (field.FieldType != FieldType.Message)
            return names.Length == 1 ? SetText(message, field, value) : null;
        if (names.Length == 1)
            return $"field type {field.MessageType.Name} is not supported in query parameters";
        if (field.Accessor.GetValue(message) is not IMessage inner)
            field.Accessor.SetValue(message, inner = field.MessageType.Parser.ParseFrom(ByteString.Empty));
        return SetByPath(inner, names[1..], value);
    }

    private static string? SetText(IMessage message, FieldDescriptor field, string text)
    {
        if (field.FieldType == FieldType.String)
            field.Accessor.SetValue(message, text);
        else if (field.FieldType != FieldType.UInt64)
            return $"field type {field.FieldType} is not supported in query parameters";
        else if (GoNumber.TryParse(text, out ulong number) is { } fault)
            return fault;
        else
            field.Accessor.SetValue(message, number);
        return null;
    }
}
