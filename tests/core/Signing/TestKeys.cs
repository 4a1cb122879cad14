using System.Security.Cryptography;
using ImmuFunctions.Core.Tests.Log;

namespace ImmuFunctions.Core.Tests.Signing;

/// <summary>Private keys in PEM: the vectors' own and fresh ones.</summary>
internal static class TestKeys
{
    // openssl ecparam -name prime256v1 writes the curve's object identifier before the key.
    public const string P256Parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";

    public static string Vector { get; } = Immudb08Vectors.Section("root_signature").GetProperty("key_pem_text").GetString()!;

    public static byte[] VectorDer { get; } = Convert.FromBase64String(
        Vector.Replace("-----BEGIN EC PRIVATE KEY-----", "", StringComparison.Ordinal)
            .Replace("-----END EC PRIVATE KEY-----", "", StringComparison.Ordinal));

    public static string Sec1(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return key.ExportECPrivateKeyPem();
    }

    public static string Pkcs8(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
