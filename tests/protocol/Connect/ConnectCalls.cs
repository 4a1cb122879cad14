using System.Net;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Protocol.Tests.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Connect;

/// <summary>Calls as the tests here make them.</summary>
internal static class ConnectCalls
{
    public static readonly Uri Address = new("http://ledger.test");

    public static MethodDescriptor Get => ImmuService.Descriptor.FindMethodByName("Get");

    public static MethodDescriptor Scan => LedgerQueries.Descriptor.FindMethodByName("Scan");

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A client that is always answered the same.</summary>
    public static ConnectInvoker Over(HttpMessageHandler handler, string? functionKey = null, int? maxReceiveBytes = null)
    {
        var http = new HttpMessageInvoker(handler);
        return maxReceiveBytes is { } most
            ? new ConnectInvoker(http, Address, functionKey, timeLimit: null, TimeProvider.System) { MaxReceiveBytes = most }
            : new ConnectInvoker(http, Address, functionKey, timeLimit: null, TimeProvider.System);
    }

    /// <summary>A client of a server that answers <paramref name="body"/> to everything.</summary>
    public static ConnectInvoker Answered(string? contentType, byte[] body, HttpStatusCode status = HttpStatusCode.OK) => Over(new CannedHttp(status, contentType, body));

    /// <summary>Envelopes one after the other.</summary>
    public static byte[] Envelopes(params (byte Flag, byte[] Content)[] envelopes) => [.. envelopes.SelectMany(e => RawCall.Frame(e.Content, e.Flag))];

    public static Task<IMessage> GetAsync(this ConnectInvoker client, RpcCall? call = null) =>
        client.UnaryAsync(Get, new Immudb.Schema.Key { Key_ = ByteString.CopyFromUtf8("k") }, call ?? new RpcCall(Stop)).AsTask();

    /// <summary>Everything that a stream sends.</summary>
    public static async Task<List<IMessage>> ScanAsync(this ConnectInvoker client, RpcCall? call = null, List<IMessage>? seen = null)
    {
        seen ??= [];
        await client.StreamAsync(Scan, new Immudb.Schema.ScanOptions(), message =>
        {
            seen.Add(message);
            return default;
        }, call ?? new RpcCall(Stop));
        return seen;
    }
}
