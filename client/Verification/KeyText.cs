using System.Text;
using System.Text.Unicode;
using Google.Protobuf;

namespace ImmuFunctions.Client.Verification;

/// <summary>Keys for people.</summary>
internal static class KeyText
{
    private const int MostBytes = 64;

    /// <summary>The key in quotes if it is text without control characters, in hexadecimal digits otherwise; cut if it is long.</summary>
    public static string Of(ByteString key)
    {
        ReadOnlySpan<byte> bytes = key.Span[..Math.Min(key.Length, MostBytes)];
        string more = key.Length > MostBytes ? "…" : "";
        bool isText = Utf8.IsValid(bytes) && !bytes.ContainsAnyInRange((byte)0, (byte)31);
        return isText ? $"'{Encoding.UTF8.GetString(bytes)}{more}'" : Convert.ToHexStringLower(bytes) + more;
    }
}
