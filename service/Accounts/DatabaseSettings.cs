using System.Collections.Immutable;

namespace ImmuFunctions.Service.Accounts;

/// <summary>What an administrator has set for one database.</summary>
/// <param name="RequireSignature">Whether only values signed by a client with a trusted key are taken.</param>
/// <param name="TrustedKeys">Public keys, 65 bytes each (uncompressed P-256 points).</param>
public sealed record DatabaseSettings(bool RequireSignature, ImmutableArray<ReadOnlyMemory<byte>> TrustedKeys)
{
    /// <summary>Nothing is set.</summary>
    public static DatabaseSettings None { get; } = new(RequireSignature: false, []);
}
