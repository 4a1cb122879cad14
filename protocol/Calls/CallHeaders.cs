namespace ImmuFunctions.Protocol.Calls;

/// <summary>The headers beside immudb's messages, in lower case as gRPC has them.</summary>
public static class CallHeaders
{
    /// <summary>Of requests: the caller's token, <c>Bearer</c> included.</summary>
    public const string Authorization = "authorization";

    /// <summary>Of requests: a name given to the request, so that it is written once however often it is sent. immudb's own clients never send it.</summary>
    public const string RequestName = "immufunctions-request-id";

    /// <summary>Of answers: says, with the value <c>true</c>, that the request was in the log already.</summary>
    public const string Replay = "immufunctions-replay";

    /// <summary>Of answers: the identity of the ledger's data.</summary>
    public const string ServerIdentity = "immudb-uuid";
}
