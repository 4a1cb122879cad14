using System.Security.Cryptography;

namespace ImmuFunctions.Core.Signing;

/// <summary>Finds the P-256 public keys in PEM text, or says why one is none.</summary>
internal static class PemPublicKeys
{
    private const string SpkiLabel = "PUBLIC KEY";

    /// <summary>All blocks of <paramref name="pem"/>, in order.</summary>
    /// <exception cref="ArgumentException">A block is something else, or there is none.</exception>
    public static List<P256PublicKey> Read(string pem)
    {
        var keys = new List<P256PublicKey>();
        var text = pem.AsSpan();
        while (PemEncoding.TryFind(text, out var fields))
        {
            keys.Add(Block(text[fields.Label].ToString(), Convert.FromBase64String(text[fields.Base64Data].ToString())));
            text = text[fields.Location.End..];
        }

        // A block with a mistake in it is not found at all; one key too few must not go unnoticed.
        var begun = pem.AsSpan().Count("-----BEGIN ");
        if (begun > keys.Count) throw Refusal($"Of {begun} PEM blocks only {keys.Count} can be read.");
        if (keys.Count == 0) throw Refusal("The text holds no PEM block with a public key.");
        return keys;
    }

    private static P256PublicKey Block(string label, byte[] der)
    {
        if (label != SpkiLabel)
        {
            throw Refusal(label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)
                ? $"The PEM block '{label}' holds a private key; verifying takes only the public one, and nobody else should have the other."
                : $"The PEM block '{label}' is not a public key; '{SpkiLabel}' is expected.");
        }

        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(der, out var read);
            if (read != der.Length) throw Refusal($"The PEM block '{label}' holds {der.Length - read} bytes after the key.");
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            throw Refusal($"The PEM block '{label}' holds no valid elliptic-curve key: {e.Message}", e);
        }

        PemPrivateKey.RequireP256(key);
        return P256PublicKey.TryFromPoint(P256PrivateKey.PointOf(key)) ?? throw Refusal($"The PEM block '{label}' holds no point on P-256.");
    }

    private static ArgumentException Refusal(string message, Exception? inner = null) => new(message, inner);
}
