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

    /// <summary>Changes the request of an rpc before it is carried out.</summary>
    public Dictionary<string, Action<IMessage>> Requests { get; } = new(StringComparer.Ordinal);

    /// <summary>What an rpc waits for before it is carried out.</summary>
    public Dictionary<string, Task> Waits { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it says of every request that it was written before.</summary>
    public bool ClaimsReplays { get; set; }

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
        if (Requests.TryGetValue(rpc.Name, out Action<IMessage>? change))
        {
            request = rpc.InputType.Parser.ParseFrom(request.ToByteString());
            change(request);
        }

        if (Waits.TryGetValue(rpc.Name, out Task? gate))
            await gate.WaitAsync(call.CancellationToken);
        IMessage answer = await Behind.UnaryAsync(rpc, request, call);
        call.IsReplay |= ClaimsReplays;
        return Lies.TryGetValue(rpc.Name, out Func<IMessage, IMessage>? lie) ? lie(answer) : answer;
    }

    public ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call)
    {
        lock (Calls)
            Calls.Add(rpc.Name);
        return Behind.StreamAsync(rpc, request, message => send(Lies.TryGetValue(rpc.Name, out Func<IMessage, IMessage>? lie) ? lie(message) : message), call);
    }
}
