using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.LocalHost.Tls;

/// <summary>What the files of TLS held at one moment. Holds a private key: dispose of it soon.</summary>
internal sealed class TlsFiles : IDisposable
{
    /// <summary>A file larger than this is no certificate, key or bundle; in bytes.</summary>
    private const int MaxBytes = 1 << 20;

    private readonly char[] _key;

    private TlsFiles(string certificate, char[] key, string? authorities, string digest)
    {
        Certificate = certificate;
        _key = key;
        ClientAuthorities = authorities;
        Digest = digest;
    }

    /// <summary>The server's certificate and its chain, as text.</summary>
    public string Certificate { get; }

    /// <summary>The private key, as text; gone after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<char> Key => _key;

    /// <summary>The authorities of clients, as text; null without mTLS.</summary>
    public string? ClientAuthorities { get; }

    /// <summary>The same for the same content, and for no other: SHA-256 in hex.</summary>
    public string Digest { get; }

    /// <summary>Reads the files through whatever links lead to them.</summary>
    /// <exception cref="SettingException">One cannot be read; names its flag.</exception>
    public static TlsFiles Read(TlsSettings settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        char[] certificate = Read(HostSettings.Certificate, settings.Certificate, hash);
        char[] key = Read(HostSettings.PrivateKey, settings.Key, hash);
        char[]? authorities = settings.ClientAuthorities is { } path ? Read(HostSettings.ClientAuthorities, path, hash) : null;
        return new TlsFiles(new string(certificate), key, authorities is null ? null : new string(authorities), Convert.ToHexString(hash.GetHashAndReset()));
    }

    public void Dispose() => _key.AsSpan().Clear();

    private static char[] Read(Setting setting, string path, IncrementalHash hash)
    {
        // One byte more than is allowed tells a file that is too large; nothing of the key stays behind in a buffer.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        try
        {
            int length = Fill(path, buffer.AsSpan(0, MaxBytes + 1));
            if (length > MaxBytes)
                throw new SettingException($"--{setting.Name}: {path} is larger than {MaxBytes} bytes; it should be a PEM file");

            // The length goes first, so that no byte can move from one file to the next unseen.
            hash.AppendData(BitConverter.GetBytes(length));
            hash.AppendData(buffer, 0, length);
            var text = new char[length];
            Encoding.Latin1.GetChars(buffer.AsSpan(0, length), text);
            return text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SettingException($"--{setting.Name}: {path} cannot be read: {e.Message}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static int Fill(string path, Span<byte> buffer)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
    }
}
