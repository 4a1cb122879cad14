using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ImmuFunctions.Service.Databases;

/// <summary>The folder of a store that a database lies in, by its name.</summary>
/// <remarks>A name of ASCII <c>[a-z0-9]</c> alone is its own folder. Any other name is <c>u-</c> and its UTF-8 bytes in lower-case base32-hex without padding: a blob name
/// takes no other letters, and a file system may take several spellings for one. No plain name has a hyphen, so the two never meet, nor either with
/// <see cref="ServerIdentity.BlobName"/>.</remarks>
public static class DatabaseFolder
{
    /// <summary>Longest name in bytes of UTF-8; its folder has at most 207 characters, where file systems take 255.</summary>
    public const int MaxNameBytes = 128;

    private const string Escape = "u-";
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuv";

    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The folder of the database called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">The name is empty, longer than <see cref="MaxNameBytes"/>, or no Unicode text.</exception>
    public static string Of(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] bytes = Strict.GetBytes(name);
        if (bytes.Length > MaxNameBytes)
            throw new ArgumentException($"the name of a database has at most {MaxNameBytes} bytes, not {bytes.Length}", nameof(name));
        return name.AsSpan().ContainsAnyExcept(Plain) ? Escape + Encode(bytes) : name;
    }

    /// <summary>The name of the database that lies in <paramref name="folder"/>.</summary>
    /// <param name="folder">Any text.</param>
    /// <param name="name">The name whose folder it is.</param>
    /// <returns>False if no database lies in a folder of this name.</returns>
    public static bool TryParse(string folder, [NotNullWhen(true)] out string? name)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (folder.StartsWith(Escape, StringComparison.Ordinal))
            name = Decode(folder.AsSpan(Escape.Length));
        else
            name = folder.AsSpan().ContainsAnyExcept(Plain) ? null : folder;
        // The one way to write it, and nothing that no name is written as.
        if (name is { Length: > 0 } && Strict.GetByteCount(name) <= MaxNameBytes && Of(name) == folder)
            return true;
        name = null;
        return false;
    }

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        for (int bit = 0; bit < bytes.Length * 8; bit += 5)
        {
            int window = bytes[bit / 8] << 8 | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            text.Append(Alphabet[window >> (11 - bit % 8) & 31]);
        }

        return text.ToString();
    }

    // Leftover bits are not looked at: the caller writes the name again and compares.
    private static string? Decode(ReadOnlySpan<char> text)
    {
        if (text.Length > (MaxNameBytes * 8 + 4) / 5)
            return null;
        var bytes = new byte[text.Length * 5 / 8];
        int window = 0, bits = 0, at = 0;
        foreach (char letter in text)
        {
            int value = Alphabet.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0)
                return null;
            (window, bits) = ((window << 5 | value) & 0xFFF, bits + 5);
            if (bits >= 8)
                bytes[at++] = (byte)(window >> (bits -= 8));
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
