using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.LocalHost.Tls;

/// <summary>Reads the certificates of a PEM file.</summary>
internal static class CertificateList
{
    private const string Begin = "-----BEGIN CERTIFICATE-----";

    /// <summary>All of them, in the file's order; at least one.</summary>
    /// <param name="setting">Names the file in a refusal.</param>
    /// <param name="path">Where <paramref name="pem"/> was read.</param>
    /// <param name="pem">Text of the file; what is no certificate in it is passed over.</param>
    /// <exception cref="SettingException">It holds none, or one that cannot be read.</exception>
    public static X509Certificate2Collection Parse(Setting setting, string path, string pem)
    {
        var list = new X509Certificate2Collection();
        try
        {
            list.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new SettingException($"--{setting.Name}: a certificate in {path} cannot be read: {e.Message}");
        }

        if (list.Count == 0)
            throw new SettingException($"--{setting.Name}: {path} holds no certificate in PEM ({Begin} …)");
        // A file caught while it is written ends in the middle of one, and that one would silently be missing.
        return list.Count == pem.AsSpan().Count(Begin)
            ? list
            : throw new SettingException($"--{setting.Name}: {path} ends in the middle of a certificate, or holds one that is no PEM");
    }
}
