using System.Net.Security;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>What a <see cref="GrpcChannel"/> does the same for every call.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>Bytes: 4 MiB, the limit of immudb and of gRPC at large.</summary>
    public const int DefaultMaxReceiveBytes = 4 * 1024 * 1024;

    /// <summary>Most bytes of one response message, before and after decompression; 4 MiB as in all immudb clients.</summary>
    public int MaxReceiveBytes { get; init; } = DefaultMaxReceiveBytes;

    /// <summary>Opens another connection when the streams of one are used up; otherwise further calls wait.</summary>
    public bool EnableMultipleHttp2Connections { get; init; } = true;

    /// <summary>How <c>https://</c> addresses are trusted, and the client certificate for mTLS; null for the system's defaults.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Longest time to open a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Measures deadlines.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
