using System.Collections;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ImmuFunctions.Protocol.Json;

/// <summary>Writes messages as immudb's gateway does: proto3 JSON with the names of the schema.</summary>
/// <remarks>
/// Fields in the order of their numbers; what is zero, empty or not set is left out; 64-bit integers are strings, bytes padded
/// base64, enums names, numbers as Go prints them. Source: spec section 15.2, https://protobuf.dev/programming-guides/json/.
/// </remarks>
public static class JsonMessageWriter
{
    /// <summary>Writes <paramref name="message"/> as one object.</summary>
    /// <param name="json">Where to; best with an encoder that leaves '+' alone.</param>
    /// <param name="message">Any message without maps.</param>
    public static void Write(Utf8JsonWriter json, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(message);
        json.WriteStartObject();
        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.HasPresence && !field.Accessor.HasValue(message))
                continue;
            object value = field.Accessor.GetValue(message);
            if (!field.HasPresence && IsDefault(value))
                continue;
            json.WritePropertyName(field.Name);
            if (field.IsRepeated)
                WriteList(json, field, (IList)value);
            else
                WriteValue(json, field, value);
        }

        json.WriteEndObject();
    }

    private static bool IsDefault(object value) => value switch
    {
        IList list => list.Count == 0,
        ByteString bytes => bytes.IsEmpty,
        string text => text.Length == 0,
        bool flag => !flag,
        ulong number => number == 0,
        uint number => number == 0,
        long number => number == 0,
        int number => number == 0,
        double number => number == 0,
        float number => number == 0,
        _ => (int)value == 0,
    };

    private static void WriteList(Utf8JsonWriter json, FieldDescriptor field, IList list)
    {
        json.WriteStartArray();
        foreach (object? value in list)
            WriteValue(json, field, value!);
        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, FieldDescriptor field, object value)
    {
        switch (value)
        {
            case IMessage message:
                Write(json, message);
                break;
            case ByteString bytes:
                json.WriteBase64StringValue(bytes.Span);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case ulong or long:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case uint number:
                json.WriteNumberValue(number);
                break;
            case double number:
                WriteNumber(json, number);
                break;
            case float number:
                WriteNumber(json, number);
                break;
            default:
                WriteInteger(json, field, (int)value);
                break;
        }
    }

    private static void WriteInteger(Utf8JsonWriter json, FieldDescriptor field, int value)
    {
        // A value that the schema does not name is its number.
        if (field.FieldType == FieldType.Enum && field.EnumType.FindValueByNumber(value) is { } named)
            json.WriteStringValue(named.Name);
        else
            json.WriteNumberValue(value);
    }

    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteRawValue(GoNumber.Format(value), skipInputValidation: true);
        else
            json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }
}
