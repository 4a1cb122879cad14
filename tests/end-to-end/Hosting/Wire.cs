using Google.Protobuf;
using Immudb.Schema;

namespace ImmuFunctions.EndToEnd.Tests.Hosting;

/// <summary>Short ways to write the messages tests send.</summary>
internal static class Wire
{
    public static ByteString Bytes(string text) => ByteString.CopyFromUtf8(text);

    public static Key Key(string key) => new() { Key_ = Bytes(key) };

    public static KeyValue Pair(string key, string value) => new() { Key = Bytes(key), Value = Bytes(value) };

    public static Immudb.Schema.Index Index(ulong index) => new() { Index_ = index };

    public static Item Item(string key, string value, ulong index) =>
        new() { Key = Bytes(key), Value = Bytes(value), Index = index };
}
