using System.Buffers;
using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Protocol.Connect;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Connect;

/// <summary>Requests of the Connect protocol by hand.</summary>
internal static class ConnectRequests
{
    public const string ImmuRoot = "/immudb.schema.ImmuService/";

    public const string QueriesRoot = "/immufunctions.v1.LedgerQueries/";

    /// <summary>Sends any bytes as any type.</summary>
    public static async Task<(Answer Answer, byte[] Body)> CallAsync(this RunningFunctions host, string path, string? contentType, byte[] body, params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null)
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach ((string name, string value) in headers.Where(h => h.Name.StartsWith("content-", StringComparison.OrdinalIgnoreCase)))
            content.Headers.TryAddWithoutValidation(name, value);
        Answer answer = await host.SendAsync(HttpMethod.Post, path, content, null, headers);
        return (answer, await answer.Message.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>One envelope.</summary>
    public static byte[] Envelope(ReadOnlySpan<byte> content)
    {
        var body = new ArrayBufferWriter<byte>();
        ConnectEnvelope.Write(body, content, isEnd: false);
        return body.WrittenSpan.ToArray();
    }

    /// <summary>The flags of a stream's envelopes with their contents as text.</summary>
    public static IEnumerable<(byte Flag, string Text)> Envelopes(byte[] body)
    {
        for (int at = 0; at < body.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
            yield return (body[at], Encoding.UTF8.GetString(body.AsSpan(at + 5, length)));
            at += 5 + length;
        }
    }
}
