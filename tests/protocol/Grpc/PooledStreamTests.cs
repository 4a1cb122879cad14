using System.Reflection;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.GrpcServer;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

/// <summary>The fault of Kestrel that <c>PooledStreams</c> mends, made by hand: left to itself it takes some ten thousand long replies.</summary>
public sealed class PooledStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_that_is_taken_for_queued_answers_all_the_same()
    {
        var router = new GrpcRouter(new GrpcRouterOptions(), Gets());
        await using var host = await GrpcHost.StartAsync(http =>
        {
            TakeForQueued(http);
            return router.HandleAsync(http);
        });
        using var raw = new RawCall(host.Address);

        var answer = await raw.SendAsync("/immudb.schema.ImmuService/Get", RawCall.Frame([]), Stop).WaitAsync(Patience, Stop);

        Assert.Equal("0", answer.Status);
    }

    private static GrpcServiceBinder Gets() =>
        new GrpcServiceBinder(ImmuService.Descriptor).Unary<Key, Item>("Get", (key, _) => new(new Item { Key = ByteString.CopyFromUtf8("k") }));

    private static void TakeForQueued(HttpContext http)
    {
        object stream = http.Features.Get<IHttp2StreamIdFeature>()!;
        object output = stream.GetType().GetProperty("Output")!.GetValue(stream)!;
        output.GetType().GetField("_isScheduled", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(output, true);
    }
}
