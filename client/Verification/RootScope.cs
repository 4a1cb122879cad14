using Google.Protobuf;
using ImmuFunctions.Client.Trust;

namespace ImmuFunctions.Client.Verification;

/// <summary>Which remembered root a call is held against.</summary>
/// <param name="Roots">Where it is remembered.</param>
/// <param name="Database">The database that the caller's token selects.</param>
public sealed record RootScope(ITrustedRoots Roots, string Database)
{
    /// <summary>The key that has to sign the first root and those that <see cref="VerifiedRpcs.SyncAsync"/> asks for: SEC1 uncompressed point, 65 bytes. Null: signatures are not looked at.</summary>
    public ByteString? SignedBy { get; init; }
}
