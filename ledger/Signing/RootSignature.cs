namespace ImmuFunctions.Ledger.Signing;

/// <summary>A signature over a root and the key to check it with.</summary>
/// <param name="Der">ASN.1 DER <c>SEQUENCE { r, s }</c>.</param>
/// <param name="PublicPoint">Uncompressed P-256 point, 65 bytes <c>04 ‖ X ‖ Y</c>.</param>
public sealed record RootSignature(ReadOnlyMemory<byte> Der, ReadOnlyMemory<byte> PublicPoint);
