using System.Security.Cryptography;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.Samples.Tests.Hosting;

/// <summary>Signing keys for ledgers.</summary>
internal static class KeyFiles
{
    /// <summary>Makes a key; the paths of its two halves.</summary>
    public static async Task<(string Private, string Public)> MakeAsync(TemporaryFolder home, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(home.File(name + ".pem"), key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(home.File(name + ".pub"), key.ExportSubjectPublicKeyInfoPem());
        return (home.File(name + ".pem"), home.File(name + ".pub"));
    }
}
