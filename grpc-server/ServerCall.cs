using System.Net;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ImmuFunctions.GrpcServer;

/// <summary>One call as its handler sees it. Valid until the handler's task completes.</summary>
public sealed class ServerCall
{
    private CallDeadline? _deadline;

    /// <summary>Describes a call that came in as <paramref name="http"/>; also how tests and other hosts call a handler.</summary>
    /// <param name="http">The request; its abort token is the call's.</param>
    /// <param name="method">Name of the rpc without its service, such as <c>SafeSet</c>.</param>
    public ServerCall(HttpContext http, string method)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(method);
        Http = http;
        Method = method;
    }

    /// <summary>Name of the rpc without its service, such as <c>SafeSet</c>.</summary>
    public string Method { get; }

    /// <summary>All request headers; a header that came several times has as many values, in order.</summary>
    /// <remarks>Converting such values to one string joins them with commas: take element 0 of <c>authorization</c>.</remarks>
    public IHeaderDictionary RequestHeaders => Http.Request.Headers;

    /// <summary>Response headers beside gRPC's own; can be set until the first reply is written.</summary>
    public IHeaderDictionary ResponseHeaders => Http.Response.Headers;

    /// <summary>The values of the <c>authorization</c> header, first value first; empty if there is none.</summary>
    public StringValues Authorization => Http.Request.Headers.Authorization;

    /// <summary>Who is calling; null if the host does not know, as in memory.</summary>
    public IPEndPoint? Peer =>
        Http.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, Http.Connection.RemotePort) : null;

    /// <summary>When the caller stops waiting; null if it never said.</summary>
    public DateTimeOffset? Deadline => _deadline?.At;

    /// <summary>Signalled when the caller gives up, the connection is lost or the deadline passes.</summary>
    public CancellationToken CancellationToken => _deadline?.Token ?? Http.RequestAborted;

    internal HttpContext Http { get; }

    /// <summary>Whether the request's headers announce gzip.</summary>
    internal bool RequestGzip { get; private set; }

    /// <summary>Whether replies are compressed: like grpc-go, if requests are and the caller reads gzip.</summary>
    internal bool ResponseGzip { get; private set; }

    /// <summary>A token for waiting on the request body, which fails by itself when the caller goes away.</summary>
    internal CancellationToken DeadlineToken => _deadline?.Token ?? CancellationToken.None;

    /// <summary>Whether the call ended because its deadline passed rather than by the caller's hand.</summary>
    internal bool DeadlinePassed => _deadline is { HasPassed: true };

    /// <summary>Takes over the headers that steer the call.</summary>
    /// <exception cref="RpcException">An unknown encoding, a malformed timeout, or no time left.</exception>
    internal void ReadHeaders(TimeProvider clock)
    {
        var headers = Http.Request.Headers;
        var encoding = headers.GrpcEncoding;
        if (encoding.Count > 0)
            ReadEncoding(encoding, headers.GrpcAcceptEncoding);

        var timeout = headers.GrpcTimeout;
        if (timeout.Count > 0)
            _deadline = CallDeadline.Start(timeout, clock, Http.RequestAborted);
    }

    /// <summary>Stops the deadline's timer, if there is one.</summary>
    internal void End() => _deadline?.Dispose();

    private void ReadEncoding(StringValues encoding, StringValues accepted)
    {
        var response = Http.Response.Headers;
        response.GrpcAcceptEncoding = GrpcHeaders.AcceptedEncodings;
        if (encoding == GrpcHeaders.Identity)
            return;
        if (encoding != GrpcHeaders.Gzip)
            throw WireFault.UnknownEncoding(encoding);

        RequestGzip = true;
        if (AcceptsGzip(accepted))
        {
            ResponseGzip = true;
            response.GrpcEncoding = GrpcHeaders.Gzip;
        }
    }

    // Whether one of the comma-separated values is gzip.
    private static bool AcceptsGzip(StringValues values)
    {
        foreach (var value in values)
        {
            foreach (var part in value.AsSpan().Split(','))
            {
                if (value.AsSpan(part).Trim().Equals(GrpcHeaders.Gzip, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }
}
