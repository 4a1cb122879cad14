using System.Security.Authentication;

namespace ImmuFunctions.Cli.Connecting;

/// <summary>The certificate of whoever answers is not that of a ledger to be trusted.</summary>
/// <param name="message">Why not, and what may help.</param>
internal sealed class UntrustedLedgerException(string message) : AuthenticationException(message);
