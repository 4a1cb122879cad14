using Google.Protobuf;

namespace ImmuFunctions.Client.Trust;

/// <summary>A signature as CurrentRoot carries it, and who is said to have made it.</summary>
/// <param name="Der">ASN.1 DER over the root's payload; empty for none.</param>
/// <param name="PublicPoint">Uncompressed point of the signer's key, 65 bytes; empty for none. It proves nothing by itself: the sender chose it.</param>
public sealed record RootSignature(ByteString Der, ByteString PublicPoint)
{
    /// <summary>No signature.</summary>
    public static RootSignature None { get; } = new(ByteString.Empty, ByteString.Empty);
}
