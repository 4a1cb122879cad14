using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Calls;

namespace ImmuFunctions.Client.Tests.Serving;

/// <summary>A ledger that says it has written a batch and has not.</summary>
internal sealed class NoWrites(IRpcInvoker ledger) : IRpcInvoker
{
    public ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call)
    {
        if (rpc.Name is not ("SetBatch" or "ExecAllOps"))
            return ledger.UnaryAsync(rpc, request, call);
        return AnswerAsync();

        // Only an answer of the ledger says who it is.
        async ValueTask<IMessage> AnswerAsync()
        {
            await ledger.UnaryAsync(ImmuServiceHealth, new Google.Protobuf.WellKnownTypes.Empty(), call);
            return new Immudb.Schema.Index();
        }
    }

    public ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call) => ledger.StreamAsync(rpc, request, send, call);

    private static MethodDescriptor ImmuServiceHealth => Protocol.Grpc.ImmuService.Descriptor.FindMethodByName("Health");
}
