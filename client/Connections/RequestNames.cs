using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;

namespace ImmuFunctions.Client.Connections;

/// <summary>Names requests where the ledger writes a named request once: immudb's own server does not, and would write it twice.</summary>
/// <param name="rpcs">The ledger.</param>
internal sealed class RequestNames(IRpcInvoker rpcs)
{
    private static readonly MethodDescriptor Prove = LedgerQueries.Descriptor.FindMethodByName("Prove");

    private volatile bool _isKnown;
    private volatile bool _isUnknown;

    /// <summary>A new name; null if the ledger does not know such names.</summary>
    /// <exception cref="RpcException">The ledger cannot be asked.</exception>
    public async ValueTask<string?> NextAsync(CancellationToken cancellationToken)
    {
        if (!_isKnown && !_isUnknown)
            await AskAsync(cancellationToken).ConfigureAwait(false);
        return _isKnown ? Guid.NewGuid().ToString("N") : null;
    }

    // Whoever has the rpc knows names: both are this ledger's own.
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await rpcs.UnaryAsync(Prove, new ProveRequest { ToNow = true }, new RpcCall(cancellationToken) { IsLocal = true }).ConfigureAwait(false);
            _isKnown = true;
        }
        catch (RpcException e) when (e.Code == StatusCode.Unimplemented)
        {
            _isUnknown = true;
        }
    }
}
