using System.Text;
using Google.Protobuf;

namespace ImmuFunctions.Service.Tests.Serving;

/// <summary>Byte strings written as text: one character is one byte, so "\xff" is the byte ff.</summary>
internal static class Bytes
{
    public static ByteString Of(string text) => ByteString.CopyFrom(Encoding.Latin1.GetBytes(text));

    public static string Text(ByteString bytes) => Encoding.Latin1.GetString(bytes.Span);

    public static ByteString Of(char character, int count) => Of(new string(character, count));
}
