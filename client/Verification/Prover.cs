using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;

namespace ImmuFunctions.Client.Verification;

/// <summary>Asks for proofs in bulk, which not every server has: immudb itself has none.</summary>
internal sealed class Prover(IRpcInvoker rpcs)
{
    private static readonly MethodDescriptor Prove = LedgerQueries.Descriptor.FindMethodByName("Prove");

    /// <summary>Whether the server has said that it has no such rpc.</summary>
    public bool IsAbsent { get; private set; }

    /// <summary>Asks.</summary>
    /// <returns>Null if the server has no such rpc.</returns>
    /// <exception cref="RpcException">As the server answered. NOT_FOUND: the log ends before a size or an entry.</exception>
    public async Task<ProveReply?> AskAsync(ProveRequest request, RpcCall call)
    {
        if (IsAbsent)
            return null;
        try
        {
            return (ProveReply)await rpcs.UnaryAsync(Prove, request, call).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.Code == StatusCode.Unimplemented)
        {
            IsAbsent = true;
            return null;
        }
    }
}
