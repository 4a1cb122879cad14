namespace ImmuFunctions.Client.Verification;

/// <summary>Whether a root is of the log that is trusted.</summary>
/// <param name="IsTied">False if the server cannot show it either way.</param>
/// <param name="Fault">Why it is not; null if it is, or nothing is known.</param>
internal readonly record struct JoinResult(bool IsTied, VerificationFault? Fault)
{
    public static JoinResult Tied => new(true, null);

    public static JoinResult Unknown => new(false, null);

    public static JoinResult Refused(VerificationFault fault) => new(true, fault);
}
