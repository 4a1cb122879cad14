using System.Text.Json;
using Google.Protobuf;

namespace ImmuFunctions.Service.Tests.Serving;

/// <summary>The wire vectors of immudb 0.8, found above the test's folder.</summary>
internal static class Vectors
{
    private static readonly Lazy<JsonDocument> File = new(() => JsonDocument.Parse(System.IO.File.ReadAllBytes(Find())));

    public static JsonElement Section(string name) => File.Value.RootElement.GetProperty(name);

    public static byte[] Bytes(this JsonElement vector, string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!);

    public static TMessage Message<TMessage>(this JsonElement vector, string name) where TMessage : IMessage<TMessage>, new()
    {
        var message = new TMessage();
        message.MergeFrom(vector.Bytes(name));
        return message;
    }

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "tests", "vectors", "immudb-0.8.json");
            if (System.IO.File.Exists(path))
                return path;
        }

        throw new FileNotFoundException("tests/vectors/immudb-0.8.json is not above the test's folder");
    }
}
