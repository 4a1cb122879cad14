using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Tests.Serving;

/// <summary>A ledger behind a bad line: answers get lost, after or before the work is done.</summary>
internal sealed class FlakyLedger(IRpcInvoker behind) : IRpcInvoker
{
    private int _failures;

    /// <summary>The rpc that fails.</summary>
    public string? Rpc { get; set; }

    /// <summary>How often it fails yet.</summary>
    public int Failures
    {
        get => _failures;
        set => _failures = value;
    }

    /// <summary>What it fails with.</summary>
    public StatusCode Code { get; set; } = StatusCode.Unavailable;

    /// <summary>Whether the work is done all the same.</summary>
    public bool IsDone { get; set; }

    /// <summary>Whether it is immudb's own: without anything beyond.</summary>
    public bool IsImmudb { get; set; }

    /// <summary>How often it was called.</summary>
    public int Tries { get; private set; }

    public async ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call)
    {
        if (IsImmudb && rpc.Service == LedgerQueries.Descriptor)
            throw new RpcException(StatusCode.Unimplemented, "unknown service");
        if (rpc.Name != Rpc)
            return await behind.UnaryAsync(rpc, request, call);
        Tries++;
        if (Interlocked.Decrement(ref _failures) < 0)
            return await behind.UnaryAsync(rpc, request, call);
        if (IsDone)
            await behind.UnaryAsync(rpc, request, call);
        throw new RpcException(Code, "lost");
    }

    public ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call)
    {
        if (IsImmudb)
            throw new RpcException(StatusCode.Unimplemented, "unknown service");
        if (rpc.Name != Rpc)
            return behind.StreamAsync(rpc, request, send, call);
        Tries++;
        return Interlocked.Decrement(ref _failures) < 0 ? behind.StreamAsync(rpc, request, send, call) : throw new RpcException(Code, "lost");
    }
}
