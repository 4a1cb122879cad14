using System.Text;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Json;

/// <summary>Base64, padded, as immudb's gateway takes it in bodies and paths, with the texts it refuses it with.</summary>
/// <remarks>Decodes as Go's encoding/base64 does: line ends count for nothing, bits left over in the last character may be anything. Source: spec section 15.3.</remarks>
public static class Base64Text
{
    private const int CharactersPerGroup = 4;

    /// <summary>Decodes a string of a body.</summary>
    /// <param name="text">The characters, already without JSON's escapes.</param>
    /// <exception cref="RpcException">InvalidArgument, <c>illegal base64 data at input byte N</c>.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> text) =>
        TryDecode(text, Base64Alphabet.Standard, out byte[] value, out int badByte) ? value : throw new RpcException(StatusCode.InvalidArgument, Fault(badByte));

    /// <summary>Decodes a segment of a path: as standard base64, else as the URL-safe one. An escaped slash that the host left alone stands for a slash.</summary>
    /// <param name="segment">The segment, otherwise unescaped.</param>
    /// <param name="parameter">Its name, for the text.</param>
    /// <exception cref="RpcException">InvalidArgument, <c>type mismatch, parameter: key, error: illegal base64 data at input byte N</c>.</exception>
    public static byte[] DecodeSegment(string segment, string parameter)
    {
        ArgumentNullException.ThrowIfNull(segment);
        byte[] text = Encoding.UTF8.GetBytes(segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));
        if (TryDecode(text, Base64Alphabet.Standard, out byte[] value, out _) || TryDecode(text, Base64Alphabet.UrlSafe, out value, out int badByte))
            return value;
        throw new RpcException(StatusCode.InvalidArgument, $"type mismatch, parameter: {parameter}, error: {Fault(badByte)}");
    }

    /// <summary>Decodes <paramref name="text"/>.</summary>
    /// <param name="text">Padded base64.</param>
    /// <param name="alphabet">Which one.</param>
    /// <param name="value">What it stands for; empty if it is none.</param>
    /// <param name="badByte">Where it goes wrong as Go counts it: the byte that should not be there; if the text is cut short, the start of the unfinished group of four.</param>
    public static bool TryDecode(ReadOnlySpan<byte> text, Base64Alphabet alphabet, out byte[] value, out int badByte)
    {
        var bytes = new byte[text.Length / CharactersPerGroup * 3 + 3];
        (int written, int group, int held) = (0, 0, 0);
        badByte = -1;
        for (int at = 0; at < text.Length; at++)
        {
            byte character = text[at];
            if (ValueOf(character, alphabet) is var six and >= 0)
            {
                group = group << 6 | six;
                if (++held < CharactersPerGroup)
                    continue;
                bytes[written++] = (byte)(group >> 16);
                bytes[written++] = (byte)(group >> 8);
                bytes[written++] = (byte)group;
                (group, held) = (0, 0);
            }
            else if (character is (byte)'=' && held >= 2)
            {
                badByte = FindFaultInPadding(text, at, held);
                if (held == 3)
                    (bytes[written], bytes[written + 1]) = ((byte)(group >> 10), (byte)(group >> 2));
                else
                    bytes[written] = (byte)(group >> 4);
                written += held - 1;
                held = 0;
                break;
            }
            else if (!IsLineEnd(character))
            {
                badByte = at;
                break;
            }
        }

        if (badByte < 0 && held > 0)
            badByte = text.Length - held;
        value = badByte < 0 ? bytes[..written] : [];
        return badByte < 0;
    }

    private static string Fault(int badByte) => $"illegal base64 data at input byte {badByte}";

    // After the first '=' of a group with so many characters: one more if there were two, then nothing but line ends.
    private static int FindFaultInPadding(ReadOnlySpan<byte> text, int at, int held)
    {
        int next = SkipLineEnds(text, at + 1);
        if (held == 2)
        {
            if (next == text.Length)
                return text.Length;
            if (text[next] != '=')
                return next - 1;
            next = SkipLineEnds(text, next + 1);
        }

        return next == text.Length ? -1 : next;
    }

    private static int SkipLineEnds(ReadOnlySpan<byte> text, int from)
    {
        while (from < text.Length && IsLineEnd(text[from]))
            from++;
        return from;
    }

    private static bool IsLineEnd(byte character) => character is (byte)'\n' or (byte)'\r';

    private static int ValueOf(byte character, Base64Alphabet alphabet) => character switch
    {
        >= (byte)'A' and <= (byte)'Z' => character - 'A',
        >= (byte)'a' and <= (byte)'z' => character - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => character - '0' + 52,
        (byte)'+' when alphabet == Base64Alphabet.Standard => 62,
        (byte)'/' when alphabet == Base64Alphabet.Standard => 63,
        (byte)'-' when alphabet == Base64Alphabet.UrlSafe => 62,
        (byte)'_' when alphabet == Base64Alphabet.UrlSafe => 63,
        _ => -1,
    };
}
