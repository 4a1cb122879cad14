namespace ImmuFunctions.Client.Connections;

/// <summary>A file for TLS cannot be read, or is not what it should be.</summary>
/// <param name="file">What it should be.</param>
/// <param name="path">Where it lies.</param>
/// <param name="fault">What is wrong, to be read after the path: <c>holds no certificate</c>.</param>
/// <param name="inner">The cause; null if there is none.</param>
public sealed class TlsFileException(TlsFile file, string path, string fault, Exception? inner = null) : ArgumentException($"'{path}' {fault}", inner)
{
    /// <summary>What it should be.</summary>
    public TlsFile File => file;

    /// <summary>Where it lies, as it was given.</summary>
    public string Path => path;

    /// <summary>What is wrong, to be read after the path.</summary>
    public string Fault => fault;
}
