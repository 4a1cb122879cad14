using System.Buffers;
using System.Text;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>The text of a <c>grpc-message</c> trailer: UTF-8 in which all but printable ASCII is percent-encoded.</summary>
/// <remarks>Source: "Responses" in gRPC's PROTOCOL-HTTP2.md.</remarks>
public static class StatusText
{
    // 0x20 to 0x7e without '%': what may stand as it is.
    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x5f).Select(c => (char)c).Where(c => c != '%')]);

    /// <summary>Encodes <paramref name="text"/>; returns it as it is if nothing needs encoding.</summary>
    /// <param name="text">Any text; a lone surrogate becomes U+FFFD.</param>
    public static string Encode(string text)
    {
        var first = text.AsSpan().IndexOfAnyExcept(Unreserved);
        if (first < 0)
            return text;

        var bytes = Encoding.UTF8.GetBytes(text);
        var encoded = new StringBuilder(bytes.Length * 2);
        foreach (var b in bytes)
        {
            if (b is >= 0x20 and <= 0x7e and not (byte)'%')
                encoded.Append((char)b);
            else
                encoded.Append('%').Append(HexDigit(b >> 4)).Append(HexDigit(b & 15));
        }

        return encoded.ToString();
    }

    /// <summary>Decodes <paramref name="text"/>; a '%' without two hex digits after it stands for itself.</summary>
    /// <param name="text">Received text, which may be hostile; bytes that are no UTF-8 become U+FFFD.</param>
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;

        var bytes = new ArrayBufferWriter<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Write([(byte)((HexValue(text[i + 1]) << 4) | HexValue(text[i + 2]))]);
                i += 2;
            }
            else
            {
                var end = text.IndexOf('%', i + 1);
                var plain = text.AsSpan(i, (end < 0 ? text.Length : end) - i);
                Encoding.UTF8.GetBytes(plain, bytes);
                i += plain.Length - 1;
            }
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static char HexDigit(int value) => "0123456789ABCDEF"[value];

    private static int HexValue(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
