using System.Net;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Functions.Hosting.Requests;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Service.Rpc;
using Microsoft.Extensions.Primitives;

namespace ImmuFunctions.Functions.Rest;

/// <summary>An HTTP request as the caller of an rpc.</summary>
internal static class RestCall
{
    private const string MetadataPrefix = "Grpc-Metadata-";

    /// <summary>Takes what the headers of <paramref name="context"/> say of the caller: <c>Authorization</c>, <c>Grpc-Metadata-*</c>, the name of the request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="backend">Knows whether callers come by a proxy.</param>
    /// <param name="cancellationToken">Ends the call; null for when the caller is gone.</param>
    public static RpcCall Of(HttpContext context, Backend backend, CancellationToken? cancellationToken = null)
    {
        IHeaderDictionary headers = context.Request.Headers;
        var metadata = new List<KeyValuePair<string, string>>();
        foreach ((string name, StringValues values) in headers)
        {
            if (name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
                metadata.Add(new(name[MetadataPrefix.Length..].ToLowerInvariant(), values.ToString()));
        }

        return new RpcCall(cancellationToken ?? context.RequestAborted)
        {
            Authorization = headers.Authorization is { Count: > 0 } authorization ? authorization[0] : null,
            // Behind the Functions host everybody comes from this machine.
            IsLocal = !backend.Options.IsHosted && (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address)),
            Address = CallerLimit.AddressOf(context, backend.Options.IsHosted),
            RequestName = headers.TryGetValue(RequestHeader.Name, out StringValues requestName) ? requestName.ToString() : null,
            Metadata = metadata,
        };
    }

    /// <summary>Says in headers what the answer to <paramref name="call"/> said beside its message. Before the answer's body.</summary>
    public static void Announce(HttpContext context, RpcCall call)
    {
        if (call.ServerIdentity is null)
            return;
        IHeaderDictionary headers = context.Response.Headers;
        headers[MetadataPrefix + "Content-Type"] = "application/grpc";
        headers[MetadataPrefix + "Immudb-Uuid"] = call.ServerIdentity;
        if (!call.IsReplay)
            return;
        headers[MetadataPrefix + "Immufunctions-Replay"] = "true";
        headers[RequestHeader.Replay] = "true";
    }
}
