using System.Net.Http.Headers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Calls;

/// <summary>Calls the rpcs of a ledger behind gRPC.</summary>
/// <param name="channel">To the ledger; its owner disposes it.</param>
/// <param name="timeLimit">Longest time for a call with one response; null for none. Streams take as long as their caller waits.</param>
/// <param name="clock">Measures the limit.</param>
/// <remarks>Nothing is verified here. Thread-safe.</remarks>
public sealed class GrpcInvoker(GrpcChannel channel, TimeSpan? timeLimit, TimeProvider clock) : IRpcInvoker
{
    /// <inheritdoc/>
    public async ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        CallOptions options = OptionsOf(call) with { Deadline = clock.GetUtcNow() + timeLimit };
        return await channel.UnaryAsync(rpc, request, options, call.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(send);
        ArgumentNullException.ThrowIfNull(call);
        await foreach (IMessage response in channel.ServerStreamingAsync(rpc, request, OptionsOf(call), call.CancellationToken).ConfigureAwait(false))
            await send(response).ConfigureAwait(false);
    }

    private static CallOptions OptionsOf(RpcCall call)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (KeyValuePair<string, string> header in call.Metadata)
        {
            if (CallMetadata.MayPass(header.Key, header.Value))
                headers.Add(header);
        }

        if (call.Authorization is { } authorization)
        {
            // No server knows such a token, and it cannot be sent.
            if (!CallMetadata.IsPrintable(authorization))
                throw ImmuErrors.LoginFirst();
            headers.Add(new(CallHeaders.Authorization, authorization));
        }

        if (call.RequestName is { } name)
        {
            if (!CallMetadata.IsPrintable(name))
                throw ImmuErrors.InvalidRequestName();
            headers.Add(new(CallHeaders.RequestName, name));
        }

        return new CallOptions { Headers = headers, OnResponseHeaders = answer => Take(answer, call) };
    }

    private static void Take(HttpResponseHeaders headers, RpcCall call)
    {
        call.ServerIdentity = headers.NonValidated.TryGetValues(CallHeaders.ServerIdentity, out HeaderStringValues identity) ? identity.ToString() : null;
        call.IsReplay = headers.NonValidated.TryGetValues(CallHeaders.Replay, out HeaderStringValues replay) && replay.ToString() == "true";
    }
}
