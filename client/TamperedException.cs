using ImmuFunctions.Client.Verification;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client;

/// <summary>What the ledger answered cannot be true beside what it proved before. Nothing of the answer is given to the caller.</summary>
/// <remarks>The roots remembered stay as they are: keep them, they are the evidence.</remarks>
public sealed class TamperedException : LedgerClientException
{
    /// <param name="check">The check that caught it.</param>
    /// <param name="expected">What had to be.</param>
    /// <param name="found">What was.</param>
    /// <param name="index">The entry it is about; null if it is about none.</param>
    /// <param name="inner">The cause.</param>
    public TamperedException(VerificationCheck check, string expected, string found, ulong? index = null, Exception? inner = null)
        : base(StatusCode.DataLoss, $"verification failed ({check}): expected {expected}, found {found}", inner) =>
        (Check, Expected, Found, Index) = (check, expected, found, index);

    internal TamperedException(VerificationFault fault, Exception? inner = null)
        : base(StatusCode.DataLoss, $"verification failed ({fault.Check}): {fault}", inner) =>
        (Check, Expected, Found, Index) = (fault.Check, fault.Expected, fault.Found, fault.Index);

    /// <summary>The check that caught it.</summary>
    public VerificationCheck Check { get; }

    /// <summary>What had to be.</summary>
    public string Expected { get; }

    /// <summary>What was.</summary>
    public string Found { get; }

    /// <summary>The entry it is about; null if it is about none.</summary>
    public ulong? Index { get; }
}
