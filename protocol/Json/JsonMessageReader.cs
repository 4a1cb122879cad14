using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Json;

/// <summary>Reads messages as immudb's gateway does: proto3 JSON, with the schema's own names or in lowerCamelCase.</summary>
/// <remarks>
/// Unknown fields are skipped, <c>null</c> is a field that is not set, the last of several equal names counts, numbers may be in
/// quotes. No text means a message without fields. Whatever else is not the message is InvalidArgument. Source: spec section 15.2.
/// </remarks>
public static class JsonMessageReader
{
    /// <summary>Objects and lists in each other, at most.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = MaxDepth };

    /// <summary>Reads one message.</summary>
    /// <param name="text">JSON in UTF-8: one object, or nothing.</param>
    /// <param name="type">Of which message.</param>
    /// <exception cref="RpcException">InvalidArgument: the text is not the message; base64 that is none has the text of <see cref="Base64Text"/>.</exception>
    public static IMessage Read(ReadOnlySpan<byte> text, MessageDescriptor type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (text.IndexOfAnyExcept(" \t\r\n"u8) < 0)
            return Empty(type);
        try
        {
            var json = new Utf8JsonReader(text, Strict);
            json.Read();
            IMessage message = ReadMessage(ref json, type);
            // Throws at anything but spaces.
            json.Read();
            return message;
        }
        catch (JsonException e)
        {
            throw new RpcException(StatusCode.InvalidArgument, e.Message, e);
        }
    }

    private static IMessage Empty(MessageDescriptor type) => type.Parser.ParseFrom(ByteString.Empty);

    private static IMessage ReadMessage(ref Utf8JsonReader json, MessageDescriptor type)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            throw Fault($"{Describe(json.TokenType)} where an object of type {type.FullName} should be");
        IMessage message = Empty(type);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            FieldDescriptor? field = Find(type, TextOf(ref json));
            json.Read();
            if (field is null)
                json.Skip();
            else
                ReadField(ref json, message, field);
        }

        return message;
    }

    private static FieldDescriptor? Find(MessageDescriptor type, string name) =>
        type.FindFieldByName(name) ?? type.Fields.InDeclarationOrder().FirstOrDefault(field => field.JsonName == name);

    private static void ReadField(ref Utf8JsonReader json, IMessage message, FieldDescriptor field)
    {
        FieldDescriptor? chosen = field.RealContainingOneof?.Accessor.GetCaseFieldDescriptor(message);
        bool excluded = chosen is not null && chosen != field;
        if (!excluded)
            field.Accessor.Clear(message);
        if (json.TokenType == JsonTokenType.Null)
            return;
        if (excluded)
            throw Fault($"{field.Name} and {chosen!.Name} exclude each other");
        if (field.IsRepeated)
            ReadList(ref json, (IList)field.Accessor.GetValue(message), field);
        else
            field.Accessor.SetValue(message, ReadValue(ref json, field));
    }

    private static void ReadList(ref Utf8JsonReader json, IList list, FieldDescriptor field)
    {
        if (json.TokenType != JsonTokenType.StartArray)
            throw Unfit(json.TokenType, field);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            list.Add(ReadValue(ref json, field));
    }

    private static object ReadValue(ref Utf8JsonReader json, FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => (object)ReadMessage(ref json, field.MessageType),
        FieldType.Bytes when json.TokenType == JsonTokenType.String => UnsafeByteOperations.UnsafeWrap(Base64Text.Decode(CharactersOf(ref json))),
        FieldType.String when json.TokenType == JsonTokenType.String => TextOf(ref json),
        FieldType.Bool when json.TokenType is JsonTokenType.True or JsonTokenType.False => json.GetBoolean(),
        FieldType.Enum => ReadEnum(ref json, field),
        FieldType.Double when json.TokenType is JsonTokenType.Number or JsonTokenType.String => ReadDouble(ref json, field),
        FieldType.UInt64 or FieldType.Fixed64 when IsNumber(ref json, out ulong value) => value,
        FieldType.UInt32 or FieldType.Fixed32 when IsNumber(ref json, out uint value) => value,
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 when IsNumber(ref json, out long value) => value,
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 when IsNumber(ref json, out int value) => value,
        _ => throw Unfit(json.TokenType, field),
    };

    private static int ReadEnum(ref Utf8JsonReader json, FieldDescriptor field)
    {
        // A number that the schema does not name is kept: the rules look at it.
        if (IsNumber(ref json, out int number))
            return number;
        if (json.TokenType != JsonTokenType.String)
            throw Unfit(json.TokenType, field);
        string name = TextOf(ref json);
        return field.EnumType.FindValueByName(name)?.Number ?? throw Fault($"unknown value \"{name}\" for enum {field.EnumType.FullName}");
    }

    private static double ReadDouble(ref Utf8JsonReader json, FieldDescriptor field)
    {
        ReadOnlySpan<byte> text = CharactersOf(ref json);
        if (json.TokenType == JsonTokenType.String)
        {
            if (text.SequenceEqual("NaN"u8))
                return double.NaN;
            if (text.SequenceEqual("Infinity"u8))
                return double.PositiveInfinity;
            if (text.SequenceEqual("-Infinity"u8))
                return double.NegativeInfinity;
        }

        // More than a double holds would become infinite.
        return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw Unfit(json.TokenType, field);
    }

    private static bool IsNumber<T>(ref Utf8JsonReader json, out T value)
        where T : struct, IUtf8SpanParsable<T>, IBinaryInteger<T>
    {
        value = default;
        return json.TokenType is JsonTokenType.Number or JsonTokenType.String
            && T.TryParse(CharactersOf(ref json), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    private static string TextOf(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw NotUnicode(e);
        }
    }

    // What stands between the quotes, its escapes resolved, or the number.
    private static ReadOnlySpan<byte> CharactersOf(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped)
            return json.ValueSpan;
        try
        {
            var characters = new byte[json.ValueSpan.Length];
            return characters.AsSpan(0, json.CopyString(characters));
        }
        catch (InvalidOperationException e)
        {
            throw NotUnicode(e);
        }
    }

    private static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };

    private static RpcException Unfit(JsonTokenType token, FieldDescriptor field) => Fault(
        $"{Describe(token)} that is no {(field.IsRepeated ? "list of " : "")}{(field.FieldType == FieldType.Message ? field.MessageType.Name : field.FieldType.ToString().ToLowerInvariant())} in the field {field.Name}");

    private static RpcException NotUnicode(Exception inner) => new(StatusCode.InvalidArgument, "a string that is not Unicode", inner);

    private static RpcException Fault(string message) => new(StatusCode.InvalidArgument, message);
}
