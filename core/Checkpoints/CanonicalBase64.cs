using System.Buffers;
using System.Buffers.Text;

namespace ImmuFunctions.Core.Checkpoints;

/// <summary>Base64 of which every byte string has exactly one form: standard alphabet, padded, nothing between, unused bits zero.</summary>
/// <remarks>Source: RFC 4648 section 4, strict as in its section 3.5. .NET's own decoder lets spaces and unused bits pass.</remarks>
internal static class CanonicalBase64
{
    /// <summary>Decodes <paramref name="text"/>, ASCII bytes.</summary>
    /// <returns>Null if it is anything else.</returns>
    public static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, bytes, out var used, out var written) != OperationStatus.Done || used != text.Length) return null;
        Array.Resize(ref bytes, written);
        var again = new byte[Base64.GetMaxEncodedToUtf8Length(written)];
        Base64.EncodeToUtf8(bytes, again, out _, out _);
        return text.SequenceEqual(again) ? bytes : null;
    }
}
