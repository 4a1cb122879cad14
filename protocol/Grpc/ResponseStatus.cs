using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>Finds out how a call ended from HTTP status, headers and trailers.</summary>
/// <remarks>Source: https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md.</remarks>
internal static class ResponseStatus
{
    /// <summary>The failure the response headers tell, or null if the body is to be read.</summary>
    public static RpcException? FromHead(HttpResponseMessage response)
    {
        // Without a body the status may stand in the headers ("Trailers-Only"); it counts more than the HTTP status.
        if (Read(response.Headers.NonValidated, out var found) is { } failure)
            return failure;
        if (found)
            return null;
        if (response.StatusCode != HttpStatusCode.OK)
            return FromHttp(response.StatusCode);

        var contentType = response.Content.Headers.NonValidated.TryGetValues("content-type", out var values) ? values.ToString() : null;
        return GrpcHeaders.IsGrpc(contentType)
            ? null
            : new RpcException(StatusCode.Unknown, $"unexpected content-type \"{contentType}\"");
    }

    /// <summary>The failure the trailers tell, or null for OK. Only after the body was read to its end.</summary>
    public static RpcException? FromEnd(HttpResponseMessage response)
    {
        var failure = Read(response.TrailingHeaders.NonValidated, out var found);
        if (!found)
            failure = Read(response.Headers.NonValidated, out found);
        return found ? failure : new RpcException(StatusCode.Unknown, "server closed the stream without sending trailers");
    }

    private static RpcException? Read(HttpHeadersNonValidated headers, out bool found)
    {
        found = headers.TryGetValues(GrpcHeaders.Status, out var status);
        if (!found)
            return null;

        var text = status.ToString();
        if (text == "0")
            return null;
        var message = headers.TryGetValues(GrpcHeaders.Message, out var encoded) ? StatusText.Decode(encoded.ToString()) : "";
        var known = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            && code is > 0 and <= (int)StatusCode.Unauthenticated;
        return new RpcException(known ? (StatusCode)code : StatusCode.Unknown, message);
    }

    /// <summary>What an answer means that comes from something on the way, or from no such server at all.</summary>
    public static RpcException FromHttp(HttpStatusCode status)
    {
        var code = status switch
        {
            HttpStatusCode.BadRequest => StatusCode.Internal,
            HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
            HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
            HttpStatusCode.NotFound => StatusCode.Unimplemented,
            HttpStatusCode.RequestEntityTooLarge => StatusCode.ResourceExhausted,
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
            _ => StatusCode.Unknown,
        };
        return new RpcException(code, $"unexpected HTTP status code received from server: {(int)status} ({status})");
    }
}
