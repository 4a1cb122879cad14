using ImmuFunctions.Service.Signatures;

namespace ImmuFunctions.Service.Databases;

/// <summary>What a database asks of those who write to it, beside what every database asks.</summary>
/// <param name="Signatures">Whose signature a value must have; null if it needs none.</param>
public sealed record DatabaseRules(SignatureRule? Signatures)
{
    /// <summary>Nothing.</summary>
    public static DatabaseRules None { get; } = new(Signatures: null);
}
