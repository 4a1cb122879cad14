namespace ImmuFunctions.Core.Signing;

/// <summary>Who signed a value, as far as can be said.</summary>
/// <param name="Finding">What came out.</param>
/// <param name="KeyId"><see cref="P256PublicKey.Id"/> of the key the value names; null if it names none. Only with
/// <see cref="SignatureFinding.Trusted"/> is it that of the signer.</param>
public readonly record struct ValueVerdict(SignatureFinding Finding, string? KeyId)
{
    /// <summary>Whether a trusted key has signed the value. Everything else is a value that anybody may have written.</summary>
    public bool IsTrusted => Finding == SignatureFinding.Trusted;
}
