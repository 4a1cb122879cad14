namespace ImmuFunctions.Protocol.Connect;

/// <summary>Names on the wire of the Connect protocol, version 1.</summary>
/// <remarks>Source: https://connectrpc.com/docs/protocol/. Both halves here send messages uncompressed only.</remarks>
public static class ConnectProtocol
{
    /// <summary>Of requests: the protocol's version; optional.</summary>
    public const string VersionHeader = "connect-protocol-version";

    /// <summary>The only version there is.</summary>
    public const string Version = "1";

    /// <summary>Of requests: see <see cref="ConnectTimeout"/>.</summary>
    public const string TimeoutHeader = "connect-timeout-ms";

    /// <summary>Of streams: how messages in envelopes are compressed.</summary>
    public const string StreamEncodingHeader = "connect-content-encoding";

    /// <summary>Not compressed, as a value of encoding headers.</summary>
    public const string Identity = "identity";

    /// <summary>One message in protobuf's binary form.</summary>
    public const string UnaryProto = "application/proto";

    /// <summary>One message as JSON; also the type of all errors of unary calls.</summary>
    public const string UnaryJson = "application/json";

    /// <summary>Envelopes with messages in binary form.</summary>
    public const string StreamProto = "application/connect+proto";

    /// <summary>Envelopes with messages as JSON.</summary>
    public const string StreamJson = "application/connect+json";
}
