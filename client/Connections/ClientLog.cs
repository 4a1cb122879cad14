using ImmuFunctions.Protocol.Grpc;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Client.Connections;

/// <summary>What a client logs. No keys, values, passwords or tokens.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(911, LogLevel.Information, "Connected to {Address}: database {Database} of {Server}")]
    public static partial void Connected(ILogger log, string address, string database, string server);

    [LoggerMessage(912, LogLevel.Warning, "{Rpc}: {Code}. Try {Attempt} of {Attempts} failed, there will be another")]
    public static partial void Retrying(ILogger log, string rpc, StatusCode code, int attempt, int attempts);

    [LoggerMessage(913, LogLevel.Information, "Logged in to {Address} as {User}")]
    public static partial void LoggedIn(ILogger log, string address, string user);

    [LoggerMessage(914, LogLevel.Error, "{Operation} on {Database} of {Server}: the answer of the ledger does not hold ({Check}): {Fault}")]
    public static partial void Tampered(ILogger log, string operation, string database, string server, VerificationCheck check, string fault);

    [LoggerMessage(915, LogLevel.Warning, "{Address} is another ledger than before: {Now} instead of {Before}. The options allow it")]
    public static partial void NewIdentity(ILogger log, string address, string now, string before);

    [LoggerMessage(916, LogLevel.Information, "The roots of {Server} are signed by {Key} from now on: the first key seen")]
    public static partial void PinnedKey(ILogger log, string server, string key);
}
