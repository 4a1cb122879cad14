namespace ImmuFunctions.Protocol.Grpc;

/// <summary>What a broken exchange means to a caller.</summary>
/// <remarks>Source: "Errors" in gRPC's PROTOCOL-HTTP2.md; the numbers are RFC 9113 section 7.</remarks>
internal static class ConnectionFault
{
    private const long RefusedStream = 0x7;
    private const long Cancel = 0x8;
    private const long EnhanceYourCalm = 0xb;
    private const long InadequateSecurity = 0xc;

    // .NET's own words where the reason is one exception further in.
    private const string Elsewhere = ", see inner exception.";

    /// <summary>The status for a transport exception; null if it is no such exception.</summary>
    public static RpcException? Explain(Exception exception) => exception switch
    {
        HttpRequestException or IOException when FindReset(exception) is { } reset => FromReset(reset),

        // Everything else is about the connection: refused, lost, timed out, or not HTTP/2.
        HttpRequestException or IOException => new RpcException(StatusCode.Unavailable, Describe(exception), exception),
        OperationCanceledException => new RpcException(StatusCode.Unavailable, "connection timed out", exception),
        ObjectDisposedException => new RpcException(StatusCode.Cancelled, "the channel is closed", exception),
        _ => null,
    };

    // With TLS the outermost text says only that there was something.
    private static string Describe(Exception exception)
    {
        string text = exception.Message;
        for (Exception? inner = exception.InnerException; inner is not null && text.EndsWith(Elsewhere, StringComparison.Ordinal); inner = inner.InnerException)
            text = $"{text[..^Elsewhere.Length]}: {inner.Message}";
        return text;
    }

    // The reset of the stream lies one or two exceptions deep, depending on when it came.
    private static HttpProtocolException? FindReset(Exception? exception)
    {
        while (exception is not null and not HttpProtocolException)
            exception = exception.InnerException;
        return (HttpProtocolException?)exception;
    }

    private static RpcException FromReset(HttpProtocolException reset)
    {
        var code = reset.ErrorCode switch
        {
            RefusedStream => StatusCode.Unavailable,
            Cancel => StatusCode.Cancelled,
            EnhanceYourCalm => StatusCode.ResourceExhausted,
            InadequateSecurity => StatusCode.PermissionDenied,
            _ => StatusCode.Internal,
        };
        return new RpcException(code, $"stream terminated by RST_STREAM with error code {reset.ErrorCode}", reset);
    }
}
