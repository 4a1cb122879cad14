using System.Security.Cryptography;

namespace ImmuFunctions.HostEmulator.Tests;

/// <summary>A new folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("immufunctions-host-").FullName;

    /// <summary>A path inside.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a new signing key; its path.</summary>
    public string WriteKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        System.IO.File.WriteAllText(File("key.pem"), key.ExportECPrivateKeyPem());
        return File("key.pem");
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
