using ImmuFunctions.Protocol.Grpc;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImmuFunctions.GrpcServer;

/// <summary>What a <see cref="GrpcRouter"/> does the same for every call.</summary>
public sealed class GrpcRouterOptions
{
    /// <summary>Most bytes of one request message, before and after decompression; at least 0.</summary>
    public int MaxReceiveBytes { get; init; } = GrpcChannelOptions.DefaultMaxReceiveBytes;

    /// <summary>Initial metadata of every answer, failures included, such as <c>immudb-uuid</c>. ASCII names and values.</summary>
    public IReadOnlyDictionary<string, string> ResponseHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>Runs before the request is read; it refuses the call by throwing <see cref="RpcException"/>.</summary>
    public Action<ServerCall>? BeforeCall { get; init; }

    /// <summary>
    /// Turns a handler's exception into what the caller sees. Without it, or where it returns null, the caller sees
    /// <see cref="StatusCode.Unknown"/> with no detail, and the exception is logged.
    /// </summary>
    public Func<Exception, RpcException?>? MapException { get; init; }

    /// <summary>Receives exceptions nobody mapped.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Measures deadlines.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
