using System.Security.Cryptography;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Functions.Auditing;

/// <summary>Reads the public key that is given from outside.</summary>
internal static class PinnedKey
{
    /// <summary>Puts a key into the options of an audit.</summary>
    /// <param name="options">The rest of them.</param>
    /// <param name="text">A verifier key, the base64 of a point, or the name of a PEM file with a public or private key.</param>
    /// <exception cref="SettingException">It is none of these, or no key on P-256.</exception>
    public static AuditOptions AddTo(AuditOptions options, string text)
    {
        if (VerifierKey.TryParse(text) is { } key)
            return options with { Key = key };
        var point = new byte[P256Signature.PublicPointLength];
        if (!Convert.TryFromBase64String(text, point, out int length) || length != point.Length)
            point = FromPem(text);
        return P256Signature.IsPublicPoint(point) ? options with { KeyPoint = point } : throw Wrong();
    }

    private static byte[] FromPem(string file)
    {
        try
        {
            using ECDsa key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(file));
            ECParameters public_ = key.ExportParameters(includePrivateParameters: false);
            return [0x04, .. public_.Q.X!, .. public_.Q.Y!];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or NotSupportedException)
        {
            throw Wrong();
        }
    }

    private static SettingException Wrong() =>
        new($"--{AuditorSettings.Key.Name} should be a verifier key (name+id+key), the base64 of a point on P-256, or a PEM file with such a key");
}
