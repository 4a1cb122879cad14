namespace ImmuFunctions.Client;

/// <summary>What is set for a database.</summary>
public sealed record DatabaseSettings
{
    /// <summary>Whether only values are taken that a client has signed with one of <see cref="TrustedKeys"/>: see docs/client-signatures.md.</summary>
    public bool RequireSignature { get; init; }

    /// <summary>Public keys that are trusted: uncompressed points on P-256, 65 bytes each.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TrustedKeys { get; init; } = [];
}
