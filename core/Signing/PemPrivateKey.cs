using System.Formats.Asn1;
using System.Security.Cryptography;

namespace ImmuFunctions.Core.Signing;

/// <summary>Finds the P-256 private key in PEM text, or says why there is none.</summary>
internal static class PemPrivateKey
{
    private const string Sec1Label = "EC PRIVATE KEY";
    private const string Pkcs8Label = "PRIVATE KEY";
    private const string EllipticCurveAlgorithm = "1.2.840.10045.2.1";

    private delegate void Importer(ReadOnlySpan<byte> source, out int bytesRead);

    /// <summary>Reads the first block that is not <c>EC PARAMETERS</c>; the caller disposes the key.</summary>
    /// <exception cref="ArgumentException">The text holds no such key; the message says what it holds.</exception>
    public static ECDsa Read(string pem)
    {
        var (label, der) = FirstBlock(pem);
        var key = ECDsa.Create();
        try
        {
            if (label == Pkcs8Label) RequireEllipticCurve(der);
            Import(key, label, der);
            RequireP256(key);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static (string Label, byte[] Der) FirstBlock(string pem)
    {
        var text = pem.AsSpan();
        while (PemEncoding.TryFind(text, out var fields))
        {
            var label = text[fields.Label].ToString();
            if (label != "EC PARAMETERS") return (label, Convert.FromBase64String(text[fields.Base64Data].ToString()));
            text = text[fields.Location.End..];
        }

        // RFC 1421 encryption headers stand before the base64; such a block is none by RFC 7468 and so was not found.
        throw pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal)
            ? Encrypted()
            : Refusal("The text holds no PEM block with a private key.");
    }

    private static void Import(ECDsa key, string label, byte[] der)
    {
        Importer import = label switch
        {
            Sec1Label => key.ImportECPrivateKey,
            Pkcs8Label => key.ImportPkcs8PrivateKey,
            "ENCRYPTED PRIVATE KEY" => throw Encrypted(),
            "PUBLIC KEY" or "CERTIFICATE" => throw Refusal($"The PEM block '{label}' holds only a public key; signing takes the private one."),
            _ => throw Refusal($"The PEM block '{label}' is not an elliptic-curve private key."),
        };
        try
        {
            import(der, out var read);
            if (read != der.Length) throw Refusal($"The PEM block '{label}' holds {der.Length - read} bytes after the key.");
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            throw Refusal($"The PEM block '{label}' holds no valid elliptic-curve key: {e.Message}", e);
        }
    }

    /// <summary>Names the algorithm of a PKCS#8 key of another kind, which the import would only call malformed.</summary>
    private static void RequireEllipticCurve(byte[] der)
    {
        string algorithm;
        try
        {
            // PrivateKeyInfo ::= SEQUENCE { version INTEGER, algorithm SEQUENCE { OBJECT IDENTIFIER, … }, … } (RFC 5208 section 5)
            var info = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            info.ReadInteger();
            algorithm = info.ReadSequence().ReadObjectIdentifier();
        }
        catch (AsnContentException e)
        {
            throw Refusal($"The PEM block '{Pkcs8Label}' is not PKCS#8: {e.Message}", e);
        }

        if (algorithm != EllipticCurveAlgorithm)
            throw Refusal($"The PEM block '{Pkcs8Label}' holds a key of algorithm {algorithm}, not an elliptic-curve key ({EllipticCurveAlgorithm}).");
    }

    /// <summary>Refuses a key on another curve.</summary>
    /// <exception cref="ArgumentException">It is on another curve; the message names it.</exception>
    public static void RequireP256(ECDsa key)
    {
        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        if (curve.IsNamed && curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value) return;

        var name = curve.IsNamed ? curve.Oid.FriendlyName ?? curve.Oid.Value : "given by explicit parameters";
        throw Refusal($"The key's curve is {name}; only keys on the named curve P-256 (prime256v1) are taken.");
    }

    private static ArgumentException Encrypted() =>
        Refusal("The private key is encrypted; it has to be stored without a passphrase.");

    private static ArgumentException Refusal(string message, Exception? inner = null) => new(message, inner);
}
