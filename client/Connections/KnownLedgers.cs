using Google.Protobuf.WellKnownTypes;
using ImmuFunctions.Client.Reading;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Protocol.Calls;

namespace ImmuFunctions.Client.Connections;

/// <summary>Finds out which ledger answers at an address, and whether it is the one that did before.</summary>
internal static class KnownLedgers
{
    /// <summary>Asks and remembers.</summary>
    /// <exception cref="VerificationException">It is another one, and that is not allowed.</exception>
    public static async Task IdentifyAsync(SharedConnection connection, CancellationToken cancellationToken)
    {
        var call = new RpcCall(cancellationToken) { IsLocal = true };
        await Attempts.RunAsync(connection, LedgerCalls.ImmuRpc("Health"), new Empty(), call).ConfigureAwait(false);
        string now = call.ServerIdentity ?? "";
        string known = await connection.Roots.IdentifyAsync(connection.Address.Authority, now, cancellationToken).ConfigureAwait(false);
        if (known != now)
        {
            if (!connection.Options.AllowNewIdentity)
                throw new VerificationException(Attempts.IdentityFault(known, now));
            ClientLog.NewIdentity(connection.Log, connection.Address.ToString(), now, known);
        }

        connection.Identity = now;
    }
}
