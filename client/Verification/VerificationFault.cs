namespace ImmuFunctions.Client.Verification;

/// <summary>Why an answer is not verified.</summary>
/// <param name="Check">The check that did not hold.</param>
/// <param name="Expected">What would have passed: a hash, a size, a key; for people.</param>
/// <param name="Found">What there was instead.</param>
/// <param name="Index">Zero-based index of the entry concerned; null if it is about the log as a whole.</param>
public sealed record VerificationFault(VerificationCheck Check, string Expected, string Found, ulong? Index = null)
{
    /// <summary>Both in one sentence.</summary>
    public string Reason { get; init; } = $"expected {Expected}, found {Found}";

    /// <inheritdoc cref="Reason"/>
    public override string ToString() => Reason;
}
