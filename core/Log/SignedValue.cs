using ImmuFunctions.Core.Signing;

namespace ImmuFunctions.Core.Log;

/// <summary>A structured value with its writer's signature: immudb's <c>Content</c> with two fields more, which other clients skip.</summary>
/// <remarks>
/// <c>08 ‖ varint(timestamp) ‖ 12 ‖ varint(payload bytes) ‖ payload ‖ aa 06 ‖ signature bytes ‖ signature ‖ b2 06 ‖ 41 ‖ public key</c>:
/// fields 1, 2, 101 and 102, each once, in this order, with nothing behind them. The payload's three parts are left out if
/// it is empty, as in every <see cref="StructuredValue"/>. What is signed, and whether the signature holds, is not
/// looked at here: see <see cref="ValueDigest"/> and <see cref="TrustedSigners"/>.
/// </remarks>
public readonly ref struct SignedValue
{
    /// <summary>The fewest bytes of a signature: <c>SEQUENCE { INTEGER, INTEGER }</c> in DER, of one byte each.</summary>
    public const int MinSignatureLength = 8;

    /// <summary>The most bytes of a signature on P-256: two numbers of 33 bytes.</summary>
    public const int MaxSignatureLength = 72;

    private const int TagLength = 2;

    // Varints of (number << 3) | 2: fields of type bytes.
    private static ReadOnlySpan<byte> SignatureTag => [0xaa, 0x06]; // 101
    private static ReadOnlySpan<byte> PublicKeyTag => [0xb2, 0x06]; // 102

    private SignedValue(ulong timestamp, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> publicPoint)
    {
        Timestamp = timestamp;
        Payload = payload;
        Signature = signature;
        PublicPoint = publicPoint;
    }

    /// <summary>Unix seconds by the writer's clock, not 0.</summary>
    public ulong Timestamp { get; }

    /// <summary>What was written, inside the value.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>8 to 72 bytes; if it is worth anything, ASN.1 DER. Empty if the value is only <see cref="ValueForm.Structured"/>.</summary>
    public ReadOnlySpan<byte> Signature { get; }

    /// <summary>65 bytes of which the first is 04; if it is worth anything, a SEC1 point on P-256. It proves nothing by itself: the writer chose it.</summary>
    public ReadOnlySpan<byte> PublicPoint { get; }

    /// <summary>Reads a value.</summary>
    /// <param name="value">Bytes from anywhere.</param>
    /// <param name="content">Its parts, inside <paramref name="value"/>, if it is <see cref="ValueForm.Structured"/> or
    /// <see cref="ValueForm.WithSignature"/>.</param>
    public static ValueForm Read(ReadOnlySpan<byte> value, out SignedValue content)
    {
        content = default;
        if (!StructuredValue.TryReadFields(value, out var timestamp, out var payload, out var rest)) return ValueForm.Plain;
        if (rest.IsEmpty)
        {
            content = new SignedValue(timestamp, payload, default, default);
            return ValueForm.Structured;
        }

        if (TryReadSignature(rest, out var signature, out var publicPoint))
        {
            content = new SignedValue(timestamp, payload, signature, publicPoint);
            return ValueForm.WithSignature;
        }

        return rest.StartsWith(SignatureTag) || rest.StartsWith(PublicKeyTag) ? ValueForm.Malformed : ValueForm.Plain;
    }

    /// <summary>Puts a value together; the signature is not checked.</summary>
    /// <param name="timestamp">Unix seconds, not 0.</param>
    /// <param name="payload">Any bytes.</param>
    /// <param name="signature">ASN.1 DER, 8 to 72 bytes.</param>
    /// <param name="publicPoint">SEC1 uncompressed point, 65 bytes.</param>
    /// <exception cref="ArgumentException">The timestamp is 0, or a length or the point's first byte is wrong.</exception>
    public static byte[] Encode(ulong timestamp, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> publicPoint)
    {
        ArgumentOutOfRangeException.ThrowIfZero(timestamp);
        if (!IsSignature(signature))
            throw new ArgumentException($"A signature is {MinSignatureLength} to {MaxSignatureLength} bytes, not {signature.Length}.", nameof(signature));
        if (!IsPublicPoint(publicPoint))
            throw new ArgumentException($"A public key is {P256Signature.PublicPointLength} bytes that begin with 04.", nameof(publicPoint));

        var value = new byte[StructuredValue.FieldsLength(timestamp, payload.Length) + TagLength + 1 + signature.Length + TagLength + 1 + publicPoint.Length];
        var at = StructuredValue.WriteFields(timestamp, payload, value);
        at += WriteField(SignatureTag, signature, value.AsSpan(at));
        WriteField(PublicKeyTag, publicPoint, value.AsSpan(at));
        return value;
    }

    private static bool TryReadSignature(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> signature, out ReadOnlySpan<byte> publicPoint)
    {
        publicPoint = default;
        return TryReadField(ref rest, SignatureTag, out signature)
            && IsSignature(signature)
            && TryReadField(ref rest, PublicKeyTag, out publicPoint)
            && IsPublicPoint(publicPoint)
            && rest.IsEmpty;
    }

    private static bool IsSignature(ReadOnlySpan<byte> bytes) => bytes.Length is >= MinSignatureLength and <= MaxSignatureLength;

    private static bool IsPublicPoint(ReadOnlySpan<byte> bytes) =>
        bytes.Length == P256Signature.PublicPointLength && bytes[0] == P256Signature.Uncompressed;

    // Both fields are shorter than 128 bytes, so that the length is one byte: a longer varint would not be the shortest.
    private static bool TryReadField(scoped ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> tag, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!rest.StartsWith(tag) || rest.Length <= TagLength) return false;
        int length = rest[TagLength];
        rest = rest[(TagLength + 1)..];
        if (length > rest.Length) return false;
        content = rest[..length];
        rest = rest[length..];
        return true;
    }

    private static int WriteField(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> content, Span<byte> destination)
    {
        tag.CopyTo(destination);
        destination[TagLength] = (byte)content.Length;
        content.CopyTo(destination[(TagLength + 1)..]);
        return TagLength + 1 + content.Length;
    }
}
