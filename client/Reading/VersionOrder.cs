using ImmuFunctions.Client.Verification;

namespace ImmuFunctions.Client.Reading;

/// <summary>Holds answers against the versions seen before the question was sent.</summary>
internal static class VersionOrder
{
    /// <summary>Why an answer is too old; null if it is not.</summary>
    /// <param name="seen">What was seen.</param>
    /// <param name="moment">When the question was sent.</param>
    /// <param name="key">The key.</param>
    /// <param name="index">The version answered; null for "there is no such key".</param>
    public static VerificationFault? Check(SeenVersions seen, long moment, LedgerBytes key, ulong? index) =>
        seen.At(key, moment) is { } newest && (index is not { } answered || answered < newest)
            ? new VerificationFault(
                VerificationCheck.OlderVersion,
                $"entry {newest} of the key, which was seen before, or a newer one",
                index is null ? "no such key" : $"entry {index}",
                index)
            : null;
}
