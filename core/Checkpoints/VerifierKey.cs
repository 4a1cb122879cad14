using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ImmuFunctions.Core.Signing;

namespace ImmuFunctions.Core.Checkpoints;

/// <summary>A name and a P-256 public key that checks notes signed in that name: C2SP's signature type 0x02.</summary>
/// <remarks>
/// <para>Text: <c>name ‖ "+" ‖ key id, 8 hexadecimal digits ‖ "+" ‖ base64(02 ‖ SPKI DER)</c>.</para>
/// <para>The key id of this type is made of the key alone, not of name and type as for the others. Source: C2SP signed-note, "Signature types".</para>
/// </remarks>
public sealed class VerifierKey
{
    /// <summary>C2SP's number of the signature type: ECDSA over SHA-256 of the text, ASN.1 DER.</summary>
    public const byte SignatureType = 0x02;

    private readonly byte[] _publicPoint;

    /// <param name="name">See <see cref="NoteName"/>.</param>
    /// <param name="publicPoint">SEC1 uncompressed point on P-256, 65 bytes.</param>
    /// <exception cref="ArgumentException">One of the two is none; the message says which.</exception>
    public VerifierKey(string name, ReadOnlySpan<byte> publicPoint)
    {
        if (!NoteName.IsValid(name)) throw new ArgumentException($"'{name}' is no name for a key: it must have 1 to {NoteName.MaxLength} bytes without spaces and '+'.", nameof(name));
        if (!P256Signature.IsPublicPoint(publicPoint)) throw new ArgumentException("The public key is no uncompressed point on P-256.", nameof(publicPoint));
        Name = name;
        _publicPoint = publicPoint.ToArray();
        KeyId = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Spki()));
    }

    /// <summary>In whose name notes are signed; for our logs the origin.</summary>
    public string Name { get; }

    /// <summary>The first four bytes of the SHA-256 of the key's SPKI DER, big-endian. Tells keys apart and proves nothing.</summary>
    public uint KeyId { get; }

    /// <summary>The key: SEC1 uncompressed point, 65 bytes.</summary>
    public ReadOnlySpan<byte> PublicPoint => _publicPoint;

    // SubjectPublicKeyInfo { { ecPublicKey, prime256v1 }, BIT STRING of 66 bytes }, all but the point (RFC 5480 section 2).
    private static ReadOnlySpan<byte> SpkiStart =>
    [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ];

    /// <summary>Reads the text form, as <see cref="ToString"/> writes it.</summary>
    /// <returns>Null for anything else: another type of key, a key id that is not the key's, a point off the curve.</returns>
    public static VerifierKey? TryParse(string? text)
    {
        if (text is null || text.Length > NoteName.MaxLength + 256) return null;
        var parts = text.Split('+', 3); // base64 may have more of them
        if (parts.Length != 3 || !NoteName.IsValid(parts[0])) return null;
        if (CanonicalBase64.Decode(Encoding.UTF8.GetBytes(parts[2])) is not [SignatureType, .. var spki]) return null;
        if (!spki.AsSpan().StartsWith(SpkiStart) || !P256Signature.IsPublicPoint(spki.AsSpan(SpkiStart.Length))) return null;
        var key = new VerifierKey(parts[0], spki.AsSpan(SpkiStart.Length));
        return key.KeyIdText() == parts[1] ? key : null;
    }

    /// <summary>Says whether the key's owner has signed <paramref name="text"/>.</summary>
    /// <param name="text">The whole text of a note, with its last newline.</param>
    /// <param name="signature">ASN.1 DER.</param>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => P256Signature.Verify(text, signature, _publicPoint);

    /// <summary>Puts a signature under a text.</summary>
    /// <param name="text">What was signed.</param>
    /// <param name="signature">ASN.1 DER; not checked here.</param>
    public SignedNote Note(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte> signature) => new(text, [new NoteSignature(Name, KeyId, signature)]);

    /// <summary>The key in text form, to be given to verifiers.</summary>
    public override string ToString() => $"{Name}+{KeyIdText()}+{Convert.ToBase64String([SignatureType, .. Spki()])}";

    private string KeyIdText() => KeyId.ToString("x8", CultureInfo.InvariantCulture);

    private byte[] Spki() => [.. SpkiStart, .. _publicPoint];
}
