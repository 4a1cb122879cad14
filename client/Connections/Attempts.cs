using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Client.Telemetry;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Connections;

/// <summary>Sends a call, again if that is safe, and looks whom the answer is from.</summary>
internal static class Attempts
{
    /// <summary>Sends a call with one response.</summary>
    /// <param name="connection">Where to.</param>
    /// <param name="rpc">Which.</param>
    /// <param name="request">Its message; the same for each try.</param>
    /// <param name="call">Who calls; told about the last answer.</param>
    public static async ValueTask<IMessage> RunAsync(SharedConnection connection, MethodDescriptor rpc, IMessage request, RpcCall call)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                IMessage answer = await connection.Rpcs.UnaryAsync(rpc, request, call).ConfigureAwait(false);
                RequireIdentity(connection, call, answered: true);
                return answer;
            }
            catch (RpcException e) when (e is not VerificationException)
            {
                RequireIdentity(connection, call, answered: false);
                if (!MayRepeat(connection, rpc, call, e, attempt))
                    throw;
            }

            await connection.Pauses.WaitAsync(attempt, call.CancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a call with a stream of responses; again only as long as nothing of one has been handed on.</summary>
    public static async ValueTask StreamAsync(
        SharedConnection connection, MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call)
    {
        bool begun = false;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await connection.Rpcs.StreamAsync(rpc, request, SendAsync, call).ConfigureAwait(false);
                RequireIdentity(connection, call, answered: true);
                return;
            }
            catch (RpcException e) when (!begun && e is not VerificationException)
            {
                RequireIdentity(connection, call, answered: false);
                if (!MayRepeat(connection, rpc, call, e, attempt))
                    throw;
            }

            await connection.Pauses.WaitAsync(attempt, call.CancellationToken).ConfigureAwait(false);
        }

        ValueTask SendAsync(IMessage message)
        {
            if (!begun)
                RequireIdentity(connection, call, answered: true);
            begun = true;
            return send(message);
        }
    }

    private static bool MayRepeat(SharedConnection connection, MethodDescriptor rpc, RpcCall call, RpcException failure, int attempt)
    {
        if (attempt >= connection.Pauses.Attempts || !RpcKinds.IsTransient(failure.Code) || !RpcKinds.MayRepeat(rpc, call.RequestName is not null))
            return false;
        ClientLog.Retrying(connection.Log, rpc.Name, failure.Code, attempt, connection.Pauses.Attempts);
        ClientTelemetry.Retries.Add(1, new KeyValuePair<string, object?>("rpc", rpc.Name));
        return true;
    }

    // A refusal may come from something on the way that has no identity; an answer may not.
    private static void RequireIdentity(SharedConnection connection, RpcCall call, bool answered)
    {
        if (connection.Identity is not { } known || connection.Options.AllowNewIdentity)
            return;
        string? now = call.ServerIdentity ?? (answered ? "" : null);
        if (now is not null && now != known)
            throw new VerificationException(IdentityFault(known, now));
    }

    public static VerificationFault IdentityFault(string known, string now) =>
        new(VerificationCheck.Identity, $"the ledger {Name(known)}", Name(now));

    private static string Name(string identity) => identity.Length == 0 ? "one that does not name itself" : identity;
}
