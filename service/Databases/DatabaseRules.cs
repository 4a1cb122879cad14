using ImmuFunctions.Service.Signatures;

namespace ImmuFunctions.Service.Databases;

/// <summary>What a database asks of those who write to it, beside what every database asks.</summary>
/// <param name="Signatures">Whose signature a value must have; null if it needs none.</param>
/// <param name="MaxEntries">The most entries it may have; null for any number.</param>
public sealed record DatabaseRules(SignatureRule? Signatures, ulong? MaxEntries = null)
{
    /// <summary>Nothing.</summary>
    public static DatabaseRules None { get; } = new(Signatures: null);
}
