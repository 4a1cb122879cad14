using System.Security.Cryptography;
using ImmuFunctions.LocalHost.Tls;
using ImmuFunctions.Service.Hosting;
using Xunit;

namespace ImmuFunctions.LocalHost.Tests.Tls;

public sealed class TlsIdentityTests : IDisposable
{
    private readonly PemFolder _files = new();

    [Theory]
    [InlineData("PKCS#8")]
    [InlineData("SEC1")]
    [InlineData("SEC1 with parameters")]
    public void Read_KeyOnACurve_InEachForm(string form)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string text = form switch
        {
            "PKCS#8" => key.ExportPkcs8PrivateKeyPem(),
            "SEC1" => key.ExportECPrivateKeyPem(),
            // What openssl ecparam writes before the key: the name of the curve.
            _ => "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + key.ExportECPrivateKeyPem(),
        };
        _files.Write(PemFolder.SelfSigned("curve", key), text);

        TlsIdentity identity = TlsIdentity.Read(_files.Settings);

        Assert.Equal("CN=curve", identity.Server.TargetCertificate.Subject);
        Assert.True(identity.Server.TargetCertificate.HasPrivateKey);
        Assert.NotNull(identity.Clients);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_RsaKey_InEachForm(bool pkcs1)
    {
        using var key = RSA.Create(2048);
        _files.Write(PemFolder.SelfSigned("rsa", key), pkcs1 ? key.ExportRSAPrivateKeyPem() : key.ExportPkcs8PrivateKeyPem());

        Assert.True(TlsIdentity.Read(_files.Settings).Server.TargetCertificate.HasPrivateKey);
    }

    [Fact]
    public void Read_WithoutMutual_LeavesTheBundleAlone()
    {
        File.Delete(_files.Settings.ClientAuthorities!);

        Assert.Null(TlsIdentity.Read(_files.Settings with { ClientAuthorities = null }).Clients);
    }

    [Fact]
    public void Read_FilesThatAreNotThere_NamesFlagAndFile()
    {
        TlsSettings there = _files.Settings;
        AssertRefused(there with { Certificate = "/nonexistent/c.pem" }, "--certificate: /nonexistent/c.pem cannot be read: ");
        AssertRefused(there with { Key = "/nonexistent/k.pem" }, "--pkey: /nonexistent/k.pem cannot be read: ");
        AssertRefused(there with { ClientAuthorities = "/nonexistent/a.pem" }, "--clientcas: /nonexistent/a.pem cannot be read: ");
        AssertRefused(there with { Certificate = Path.GetTempPath() }, "--certificate: ");
    }

    [Fact]
    public void Read_KeyOfAnotherCertificate_SaysSo()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        string[] others = [key.ExportPkcs8PrivateKeyPem(), key.ExportECPrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(), rsa.ExportRSAPrivateKeyPem()];

        foreach (string other in others)
        {
            File.WriteAllText(_files.Settings.Key, other);
            AssertRefused(_files.Settings, $"--pkey: {_files.Settings.Key} does not belong to the first certificate in {_files.Settings.Certificate}: ");
        }
    }

    [Fact]
    public void Read_EncryptedKey_SaysSo()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string pkcs8 = key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000));
        const string Older = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";

        foreach (string text in new[] { pkcs8, Older })
        {
            File.WriteAllText(_files.Settings.Key, text);
            AssertRefused(_files.Settings, $"--pkey: {_files.Settings.Key} is encrypted");
        }
    }

    [Fact]
    public void Read_FilesThatHoldSomethingElse_NamesFlagAndFile()
    {
        string certificate = File.ReadAllText(_files.Settings.Certificate);
        (string Path, string Text, string Message)[] cases =
        [
            (_files.Settings.Certificate, "", $"--certificate: {_files.Settings.Certificate} holds no certificate in PEM"),
            (_files.Settings.Certificate, certificate + certificate[..200], $"--certificate: {_files.Settings.Certificate} ends in the middle of a certificate"),
            (_files.Settings.Certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", $"--certificate: a certificate in {_files.Settings.Certificate} cannot be read"),
            (_files.Settings.Key, certificate, $"--pkey: {_files.Settings.Key} holds no private key in PEM"),
            (_files.Settings.Key, new string('x', 1 << 21), $"--pkey: {_files.Settings.Key} is larger than"),
            (_files.Settings.ClientAuthorities!, "no PEM", $"--clientcas: {_files.Settings.ClientAuthorities} holds no certificate in PEM"),
        ];

        foreach ((string path, string text, string message) in cases)
        {
            string before = File.ReadAllText(path);
            File.WriteAllText(path, text);
            AssertRefused(_files.Settings, message);
            File.WriteAllText(path, before);
        }
    }

    [Fact]
    public void Read_BundleWithoutRoot_SaysSo()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(_files.Settings.ClientAuthorities!, PemFolder.Issued("intermediate", key));

        AssertRefused(_files.Settings, $"--clientcas: {_files.Settings.ClientAuthorities} holds intermediates only");
    }

    [Fact]
    public void Read_AnyBytes_AreReadOrRefused()
    {
        var random = new Random(6);
        string[] paths = [_files.Settings.Certificate, _files.Settings.Key, _files.Settings.ClientAuthorities!];
        byte[][] whole = [.. paths.Select(File.ReadAllBytes)];
        var refused = 0;

        for (var round = 0; round < 600; round++)
        {
            int which = round % paths.Length;
            File.WriteAllBytes(paths[which], Damaged(whole[which], random));
            if (Record.Exception(() => TlsIdentity.Read(_files.Settings)) is { } exception)
            {
                Assert.IsType<SettingException>(exception);
                refused++;
            }

            File.WriteAllBytes(paths[which], whole[which]);
        }

        Assert.InRange(refused, 300, 600);
    }

    public void Dispose() => _files.Dispose();

    // Cut off, bytes changed, or nothing but noise between the lines that a parser looks for.
    private static byte[] Damaged(byte[] whole, Random random)
    {
        switch (random.Next(3))
        {
            case 0:
                return whole[..random.Next(whole.Length)];
            case 1:
                byte[] changed = [.. whole];
                for (var i = 0; i < 3; i++)
                    changed[random.Next(changed.Length)] = (byte)random.Next(256);
                return changed;
            default:
                var noise = new byte[random.Next(300)];
                random.NextBytes(noise);
                return [.. "-----BEGIN CERTIFICATE-----\n"u8, .. noise, .. "\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n"u8, .. noise, .. "\n-----END PRIVATE KEY-----"u8];
        }
    }

    private static void AssertRefused(TlsSettings settings, string message)
    {
        var refused = Assert.Throws<SettingException>(() => TlsIdentity.Read(settings));
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }
}
