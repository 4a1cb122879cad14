using System.Net.Http.Headers;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>What a client asks of one call beyond its request.</summary>
public sealed record class CallOptions
{
    /// <summary>Nothing: no extra headers, no deadline, no compression.</summary>
    public static CallOptions Default { get; } = new();

    /// <summary>Request metadata, such as <c>authorization</c>. Several values of one name are joined with commas on the wire.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>When to stop waiting; sent to the server as <c>grpc-timeout</c> and kept here too. Null waits for ever.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Compresses the request with gzip and asks for compressed replies.</summary>
    public bool Compress { get; init; }

    /// <summary>Is given the initial metadata, such as <c>immudb-uuid</c>, once per answered call, of failures too.</summary>
    public Action<HttpResponseHeaders>? OnResponseHeaders { get; init; }
}
