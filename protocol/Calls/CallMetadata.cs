using System.Buffers;

namespace ImmuFunctions.Protocol.Calls;

/// <summary>Which of a caller's own headers may go on to a ledger: none that the conversation itself is made of.</summary>
internal static class CallMetadata
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly string[] OfTheConversation =
    [
        CallHeaders.Authorization, CallHeaders.RequestName, "connection", "content-encoding", "content-length", "content-type", "expect", "host",
        "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    ];

    /// <summary>Whether a header may be sent along.</summary>
    /// <param name="name">From anywhere; only lower case passes.</param>
    /// <param name="value">From anywhere.</param>
    public static bool MayPass(string name, string value) =>
        name.Length > 0
        && !name.AsSpan().ContainsAnyExcept(NameCharacters)
        && !name.StartsWith("grpc-", StringComparison.Ordinal)
        && Array.IndexOf(OfTheConversation, name) < 0
        && IsPrintable(value);

    /// <summary>Whether <paramref name="value"/> is printable ASCII, as header values of gRPC are.</summary>
    public static bool IsPrintable(string value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
