namespace ImmuFunctions.EndToEnd.Tests.Tls;

/// <summary>A certificate and its key, as files in PEM.</summary>
/// <param name="Certificate">Path; the certificate first, then what lies between it and the root.</param>
/// <param name="Key">Path.</param>
internal sealed record KeyPair(string Certificate, string Key)
{
    /// <summary>Puts the pair in the place of another, file by file.</summary>
    public void CopyOver(KeyPair other)
    {
        File.Copy(Certificate, other.Certificate, overwrite: true);
        File.Copy(Key, other.Key, overwrite: true);
    }
}
