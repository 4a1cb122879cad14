using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client;

/// <summary>The ledger refused a call or could not answer it. The message is the ledger's own text.</summary>
/// <remarks>docs/errors.md says of every code and text what it means, whether to try again, and the exit code of programs.</remarks>
public class LedgerClientException : Exception
{
    /// <param name="code">Not <see cref="StatusCode.Ok"/>.</param>
    /// <param name="message">The ledger's text.</param>
    /// <param name="inner">The cause.</param>
    public LedgerClientException(StatusCode code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>Why the call failed.</summary>
    public StatusCode Code { get; }
}
