using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Calls;

namespace ImmuFunctions.Client.Connections;

/// <summary>Hears of no replays.</summary>
/// <remarks>
/// The names of this client's requests are its own, and it alone sends them twice, with the root from before the first time:
/// an honest answer's entry always lies behind that root. A ledger that speaks of a replay could pass off an older entry.
/// </remarks>
internal sealed class FirstAnswers(IRpcInvoker rpcs) : IRpcInvoker
{
    /// <inheritdoc/>
    public async ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call)
    {
        try
        {
            return await rpcs.UnaryAsync(rpc, request, call).ConfigureAwait(false);
        }
        finally
        {
            call.IsReplay = false;
        }
    }

    /// <inheritdoc/>
    public ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call) =>
        rpcs.StreamAsync(rpc, request, send, call);
}
