using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Verification;

/// <summary>A ledger's answer is none that an honest ledger would give, and there is nothing in it to hand on. DATA_LOSS to whoever is called over the wire.</summary>
public sealed class VerificationException : RpcException
{
    /// <summary>Makes the failure.</summary>
    /// <param name="fault">What did not hold.</param>
    /// <param name="inner">The ledger's own words, if it answered with an error.</param>
    public VerificationException(VerificationFault fault, Exception? inner = null)
        : base(StatusCode.DataLoss, "verification failed: " + fault, inner)
    {
        Fault = fault;
    }

    /// <summary>What did not hold.</summary>
    public VerificationFault Fault { get; }
}
