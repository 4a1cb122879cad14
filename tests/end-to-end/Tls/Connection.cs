using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Tls;

/// <summary>Whether a connection of our own client comes about.</summary>
internal static class Connection
{
    // Far above what a refusal takes and below what a test run waits: a call that hangs ends with another code.
    private static readonly TimeSpan WithinReason = TimeSpan.FromSeconds(30);

    /// <summary>Fails unless a write is answered and can be read.</summary>
    public static async Task WritesAsync(Session session)
    {
        var entry = new KeyValue { Key = ByteString.CopyFromUtf8(Guid.NewGuid().ToString()), Value = ByteString.CopyFromUtf8("over TLS") };
        await session.Client.SetAsync(entry, session.Options);
        Item read = await session.Client.GetAsync(new Key { Key_ = entry.Key }, session.Options);
        Assert.Equal(entry.Value, read.Value);
    }

    /// <summary>What comes of a call, in the words of the other clients: <c>served</c>, or <c>refused</c> and the code.</summary>
    public static async Task<string> OutcomeAsync(Uri address, GrpcChannelOptions options)
    {
        try
        {
            using Session session = await Session.OpenAsync(address, options);
            await WritesAsync(session);
            return "served";
        }
        catch (RpcException failure)
        {
            return $"refused {failure.Code.ToString().ToUpperInvariant()}";
        }
    }

    /// <summary>Fails unless a call ends at once because there is no connection; the failure.</summary>
    public static async Task<RpcException> FailsAsync(Uri address, GrpcChannelOptions? options)
    {
        using var channel = new GrpcChannel(address, options);
        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => new ImmuServiceClient(channel).HealthAsync(new CallOptions { Deadline = DateTimeOffset.UtcNow + WithinReason }));
        Assert.Equal(StatusCode.Unavailable, failure.Code);
        return failure;
    }
}
