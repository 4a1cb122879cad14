using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Hosting;

/// <summary>A connection to a host, logged in as the superuser with <c>defaultdb</c> selected.</summary>
internal sealed class Session : IDisposable
{
    private readonly GrpcChannel _channel;

    private Session(GrpcChannel channel, ImmuServiceClient client, CallOptions options)
    {
        _channel = channel;
        Client = client;
        Queries = new LedgerQueriesClient(channel);
        Options = options;
    }

    /// <summary>The superuser of a new host.</summary>
    public static LoginRequest Superuser { get; } = new()
    {
        User = ByteString.CopyFromUtf8("immudb"),
        Password = ByteString.CopyFromUtf8("immudb"),
    };

    /// <summary>One method per rpc.</summary>
    public ImmuServiceClient Client { get; }

    /// <summary>The service beside immudb's.</summary>
    public LedgerQueriesClient Queries { get; }

    /// <summary>Carries the token; to be passed with every call.</summary>
    public CallOptions Options { get; }

    /// <summary>Connects, logs in and selects <c>defaultdb</c>.</summary>
    /// <param name="address">Where the host listens.</param>
    /// <param name="options">Of the channel; null for the defaults.</param>
    public static async Task<Session> OpenAsync(Uri address, GrpcChannelOptions? options = null)
    {
        var channel = new GrpcChannel(address, options);
        var client = new ImmuServiceClient(channel);
        var login = await client.LoginAsync(Superuser);
        var bound = await client.UseDatabaseAsync(new Database { Databasename = "defaultdb" }, WithToken(login.Token));
        return new Session(channel, client, WithToken(bound.Token));
    }

    /// <summary>Options that carry <paramref name="token"/> and nothing else.</summary>
    public static CallOptions WithToken(string token) => new()
    {
        Headers = [new KeyValuePair<string, string>("authorization", $"Bearer {token}")],
    };

    /// <summary>Size and root of the log now.</summary>
    public async Task<TrustedRoot> RootAsync()
    {
        var root = await Client.CurrentRootAsync(Options);
        return TrustedRoot.From(root.Payload);
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();
}
