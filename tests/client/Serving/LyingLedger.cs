using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Calls;

namespace ImmuFunctions.Client.Tests.Serving;

/// <summary>A ledger that says what the test wants, and the truth until then.</summary>
internal sealed class LyingLedger(IRpcInvoker honest) : IRpcInvoker
{
    /// <summary>Who answers.</summary>
    public IRpcInvoker Behind { get; set; } = honest;

    /// <summary>Changes the answer to an rpc.</summary>
    public Dictionary<string, Func<IMessage, IMessage>> Lies { get; } = new(StringComparer.Ordinal);

    /// <summary>The rpcs called, in order.</summary>
    public List<string> Calls { get; } = [];

    public void Lie<T>(string rpc, Action<T> change)
        where T : IMessage<T> => Lies[rpc] = answer =>
        {
            T copy = ((T)answer).Clone();
            change(copy);
            return copy;
        };

    public async ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call)
    {
        lock (Calls)
            Calls.Add(rpc.Name);
        IMessage answer = await Behind.UnaryAsync(rpc, request, call);
        return Lies.TryGetValue(rpc.Name, out Func<IMessage, IMessage>? lie) ? lie(answer) : answer;
    }

    public ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call)
    {
        lock (Calls)
            Calls.Add(rpc.Name);
        return Behind.StreamAsync(rpc, request, message => send(Lies.TryGetValue(rpc.Name, out Func<IMessage, IMessage>? lie) ? lie(message) : message), call);
    }
}
