using Google.Protobuf;
using Immudb.Schema;

namespace ImmuFunctions.EndToEnd.Tests.Hosting;

/// <summary>Short ways to write the messages tests send.</summary>
internal static class Wire
{
    /// <summary>UTF-8 bytes of a text.</summary>
    public static ByteString Bytes(string text) => ByteString.CopyFromUtf8(text);

    /// <summary>A request for a key.</summary>
    public static Key Key(string key) => new() { Key_ = Bytes(key) };

    /// <summary>A pair to set.</summary>
    public static KeyValue Pair(string key, string value) => new() { Key = Bytes(key), Value = Bytes(value) };

    /// <summary>An entry index, or the index of a root.</summary>
    public static Immudb.Schema.Index Index(ulong index) => new() { Index_ = index };

    /// <summary>An entry as reads answer it.</summary>
    public static Item Item(string key, string value, ulong index) =>
        new() { Key = Bytes(key), Value = Bytes(value), Index = index };
}
