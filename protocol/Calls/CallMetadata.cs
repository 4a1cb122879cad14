using System.Buffers;
using System.Net.Http.Headers;
using ImmuFunctions.Protocol.Errors;

namespace ImmuFunctions.Protocol.Calls;

/// <summary>What goes along with a call in headers, and what comes back in them. Of a caller's own headers none goes on that the conversation itself is made of.</summary>
internal static class CallMetadata
{
    /// <summary>Of requests to an Azure Functions app: the key it asks for.</summary>
    public const string FunctionKey = "x-functions-key";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly string[] OfTheConversation =
    [
        CallHeaders.Authorization, CallHeaders.RequestName, "connection", "content-encoding", "content-length", "content-type", "expect", "host",
        "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
        FunctionKey,
    ];

    /// <summary>The headers that <paramref name="call"/> is made with.</summary>
    /// <exception cref="Grpc.RpcException">Its token or its name cannot be sent.</exception>
    public static List<KeyValuePair<string, string>> HeadersOf(RpcCall call)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (KeyValuePair<string, string> header in call.Metadata)
        {
            if (MayPass(header.Key, header.Value))
                headers.Add(header);
        }

        if (call.Authorization is { } authorization)
        {
            // No server knows such a token, and it cannot be sent.
            if (!IsPrintable(authorization))
                throw ImmuErrors.LoginFirst();
            headers.Add(new(CallHeaders.Authorization, authorization));
        }

        if (call.RequestName is { } name)
        {
            if (!IsPrintable(name))
                throw ImmuErrors.InvalidRequestName();
            headers.Add(new(CallHeaders.RequestName, name));
        }

        return headers;
    }

    /// <summary>Tells <paramref name="call"/> what an answer's headers say.</summary>
    public static void Take(HttpResponseHeaders headers, RpcCall call)
    {
        call.ServerIdentity = headers.NonValidated.TryGetValues(CallHeaders.ServerIdentity, out HeaderStringValues identity) ? identity.ToString() : null;
        call.IsReplay = headers.NonValidated.TryGetValues(CallHeaders.Replay, out HeaderStringValues replay) && replay.ToString() == "true";
    }

    /// <summary>Whether a header may be sent along.</summary>
    /// <param name="name">From anywhere; only lower case passes.</param>
    /// <param name="value">From anywhere.</param>
    public static bool MayPass(string name, string value) =>
        name.Length > 0
        && !name.AsSpan().ContainsAnyExcept(NameCharacters)
        && !name.StartsWith("grpc-", StringComparison.Ordinal)
        && !name.StartsWith("connect-", StringComparison.Ordinal)
        && Array.IndexOf(OfTheConversation, name) < 0
        && IsPrintable(value);

    /// <summary>Whether <paramref name="value"/> is printable ASCII, as header values of gRPC are.</summary>
    public static bool IsPrintable(string value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
