using System.Formats.Asn1;
using System.Security.Cryptography;

namespace ImmuFunctions.Core.Signing;

/// <summary>Checks ECDSA signatures over P-256 with SHA-256.</summary>
public static class P256Signature
{
    /// <summary>Bytes of an uncompressed public point: <c>04 ‖ X(32) ‖ Y(32)</c>.</summary>
    public const int PublicPointLength = 1 + (2 * CoordinateLength);

    /// <summary>First byte of an uncompressed point. Source: SEC 1 section 2.3.3.</summary>
    internal const byte Uncompressed = 0x04;

    private const int CoordinateLength = 32;

    /// <summary>Tells whether <paramref name="der"/> is a signature of <paramref name="data"/> by the owner of <paramref name="publicPoint"/>.</summary>
    /// <param name="data">The signed bytes themselves; they are hashed here.</param>
    /// <param name="der">ASN.1 DER <c>SEQUENCE { INTEGER r, INTEGER s }</c>.</param>
    /// <param name="publicPoint">SEC1 uncompressed point on P-256, 65 bytes.</param>
    /// <returns>False for a wrong signature and for anything malformed; hostile bytes are never thrown.</returns>
    public static bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> der, ReadOnlySpan<byte> publicPoint)
    {
        using var key = Import(publicPoint);
        return key is not null
            && key.VerifyData(data, der, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Tells whether <paramref name="publicPoint"/> is an uncompressed point on P-256.</summary>
    public static bool IsPublicPoint(ReadOnlySpan<byte> publicPoint)
    {
        using var key = Import(publicPoint);
        return key is not null;
    }

    /// <summary>Turns a signature of fixed size into DER.</summary>
    /// <param name="fixedSize"><c>r ‖ s</c>, 32 bytes each, as JWS (RFC 7518 section 3.4) has it.</param>
    /// <returns>Null if it is not 64 bytes long.</returns>
    public static byte[]? ToDer(ReadOnlySpan<byte> fixedSize)
    {
        if (fixedSize.Length != 2 * CoordinateLength) return null;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(WithoutLeadingZeros(fixedSize[..CoordinateLength]));
            writer.WriteIntegerUnsigned(WithoutLeadingZeros(fixedSize[CoordinateLength..]));
        }

        return writer.Encode();
    }

    private static ReadOnlySpan<byte> WithoutLeadingZeros(ReadOnlySpan<byte> number)
    {
        var first = number.IndexOfAnyExcept((byte)0);
        return first < 0 ? number[^1..] : number[first..]; // a zero keeps one
    }

    /// <summary>The platform's object for a public point, which the caller disposes; null if it is none.</summary>
    internal static ECDsa? Import(ReadOnlySpan<byte> publicPoint)
    {
        if (publicPoint.Length != PublicPointLength || publicPoint[0] != Uncompressed) return null;
        var point = new ECPoint
        {
            X = publicPoint.Slice(1, CoordinateLength).ToArray(),
            Y = publicPoint[(1 + CoordinateLength)..].ToArray(),
        };
        try
        {
            return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        }
        catch (CryptographicException)
        {
            // How the platform says that the point is not on the curve.
            return null;
        }
    }
}
