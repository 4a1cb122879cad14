using ImmuFunctions.Core.Log;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Errors;

namespace ImmuFunctions.Service.Rpc;

/// <summary>The name that a caller gives to a request, so that it is written once however often it is sent.</summary>
public static class RequestHeader
{
    /// <summary>The header that carries the name; immudb's own clients never send it.</summary>
    public const string Name = CallHeaders.RequestName;

    /// <summary>The response header that says, with the value <c>true</c>, that the request was in the log already.</summary>
    public const string Replay = CallHeaders.Replay;

    /// <summary>Characters of the longest name.</summary>
    public const int MaxLength = 128;

    /// <summary>The id of a request; null without a name.</summary>
    /// <param name="user">Who calls; empty without login.</param>
    /// <param name="rpc">The rpc's name: names of two users, or for two rpcs, never meet.</param>
    /// <param name="text">The header's value; null if there was none.</param>
    /// <exception cref="Protocol.Grpc.RpcException">InvalidArgument: it is not 1 to 128 printable ASCII characters.</exception>
    public static RequestId? ToId(string user, string rpc, string? text)
    {
        if (text is null)
            return null;
        return text.Length is >= 1 and <= MaxLength && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? RequestId.Of(user, rpc, text)
            : throw ImmuErrors.InvalidRequestName();
    }
}
