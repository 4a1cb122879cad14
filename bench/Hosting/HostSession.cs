using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Bench.Hosting;

/// <summary>Connections to a host, logged in as the superuser with <c>defaultdb</c> selected.</summary>
internal sealed class HostSession : IDisposable
{
    private readonly GrpcChannel[] _channels;
    private readonly ImmuServiceClient[] _clients;

    private HostSession(GrpcChannel[] channels, ImmuServiceClient[] clients, CallOptions options) =>
        (_channels, _clients, Options) = (channels, clients, options);

    /// <summary>Carries the token; to be passed with every call.</summary>
    public CallOptions Options { get; }

    /// <summary>Connects and logs in.</summary>
    /// <param name="address">A new host's.</param>
    /// <param name="connections">TCP connections to open; at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<HostSession> OpenAsync(Uri address, int connections, CancellationToken cancellationToken)
    {
        // One channel may open more connections by itself; here their number is a figure of the report.
        var one = new GrpcChannelOptions { EnableMultipleHttp2Connections = false };
        GrpcChannel[] channels = [.. Enumerable.Range(0, connections).Select(_ => new GrpcChannel(address, one))];
        ImmuServiceClient[] clients = [.. channels.Select(channel => new ImmuServiceClient(channel))];
        var name = ByteString.CopyFromUtf8("immudb");
        var login = await clients[0].LoginAsync(new LoginRequest { User = name, Password = name }, cancellationToken: cancellationToken);
        var bound = await clients[0].UseDatabaseAsync(new Database { Databasename = "defaultdb" }, WithToken(login.Token), cancellationToken);
        return new HostSession(channels, clients, WithToken(bound.Token));
    }

    /// <summary>The client that a caller uses; callers are spread over the connections.</summary>
    public ImmuServiceClient Client(int caller) => _clients[caller % _clients.Length];

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_channels, channel => channel.Dispose());

    private static CallOptions WithToken(string token) => new() { Headers = [new("authorization", $"Bearer {token}")] };
}
