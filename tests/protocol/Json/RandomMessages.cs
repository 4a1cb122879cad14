using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Immudb.Schema;
using ImmuFunctions.V1;

namespace ImmuFunctions.Protocol.Tests.Json;

/// <summary>Messages of every type with anything in them.</summary>
internal static class RandomMessages
{
    /// <summary>Every message of both schemas.</summary>
    public static IEnumerable<MessageDescriptor> Types =>
        [.. Immudb08Reflection.Descriptor.MessageTypes, .. ImmufunctionsV1Reflection.Descriptor.MessageTypes];

    public static IMessage Make(MessageDescriptor type, Random random)
    {
        IMessage message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (FieldDescriptor field in type.Fields.InDeclarationOrder())
        {
            if (random.Next(3) == 0 || field.RealContainingOneof?.Accessor.GetCaseFieldDescriptor(message) is not null)
                continue;
            if (!field.IsRepeated)
                field.Accessor.SetValue(message, Value(field, random));
            for (int i = 0; field.IsRepeated && i < random.Next(4); i++)
                ((IList)field.Accessor.GetValue(message)).Add(Value(field, random));
        }

        return message;
    }

    private static object Value(FieldDescriptor field, Random random) => field.FieldType switch
    {
        FieldType.Message => Make(field.MessageType, random),
        FieldType.Bytes => ByteString.CopyFrom(Bytes(random)),
        FieldType.String => string.Concat(Bytes(random).Select(b => char.ConvertFromUtf32(b * 200 is >= 0xD800 and < 0xE000 ? b : b * 200))),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.UInt64 => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
        FieldType.UInt32 => (object)(uint)random.NextInt64(uint.MaxValue + 1L),
        FieldType.Enum => random.Next(3),
        FieldType.Double => random.Next(5) switch
        {
            0 => double.NaN,
            1 => double.NegativeInfinity,
            2 => 0d,
            _ => BitConverter.Int64BitsToDouble(random.NextInt64()),
        },
        _ => throw new NotSupportedException(field.FieldType.ToString()),
    };

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(5)];
        random.NextBytes(bytes);
        return bytes;
    }
}
