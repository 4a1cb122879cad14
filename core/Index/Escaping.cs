namespace ImmuFunctions.Core.Index;

/// <summary>Byte strings within a row: each 00 is written as 00 ff, the end as 00 01.</summary>
/// <remarks>
/// The end is below everything that can stand in its place, so escaped strings sort as the strings do and none is a prefix of another.
/// Searches for 00 are vectorized, so a string without one is copied whole; runs of them are gone through byte by byte, which a search for each would make slow.
/// </remarks>
internal static class Escaping
{
    /// <summary>Bytes of an end mark.</summary>
    public const int EndLength = 2;

    private const int EscapedZeroLength = 2;
    private const byte Zero = 0x00;
    private const byte ZeroFollows = 0xff;
    private const byte EndFollows = 0x01;

    /// <summary>Bytes of <paramref name="bytes"/> escaped, the end mark left out.</summary>
    public static int OpenLength(ReadOnlySpan<byte> bytes) => bytes.Length + bytes.Count(Zero);

    /// <summary>Most bytes that a string takes escaped.</summary>
    public static int MaxLength(int bytes) => (EscapedZeroLength * bytes) + EndLength;

    /// <summary>Bytes of <paramref name="bytes"/> escaped.</summary>
    public static int Length(ReadOnlySpan<byte> bytes) => OpenLength(bytes) + EndLength;

    /// <summary>Writes <paramref name="bytes"/> escaped, without an end mark: what all strings begin with that begin with them.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteOpen(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        var at = 0;
        while (true)
        {
            var zero = bytes.IndexOf(Zero);
            if (zero < 0)
            {
                bytes.CopyTo(destination[at..]);
                return at + bytes.Length;
            }

            bytes[..zero].CopyTo(destination[at..]);
            at += zero;
            for (; zero < bytes.Length && bytes[zero] == Zero; zero++)
            {
                destination[at + 1] = ZeroFollows;
                destination[at] = Zero;
                at += EscapedZeroLength;
            }

            bytes = bytes[zero..];
        }
    }

    /// <summary>Writes <paramref name="bytes"/> escaped.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        var at = WriteOpen(bytes, destination);
        destination[at + 1] = EndFollows;
        destination[at] = Zero;
        return at + EndLength;
    }

    /// <summary>Finds where the escaped string ends that begins at <paramref name="from"/>.</summary>
    /// <param name="bytes">Bytes from anywhere.</param>
    /// <param name="from">Any number that is not negative.</param>
    /// <returns>The byte behind the end mark; -1 if no escaped string begins there.</returns>
    public static int FindEnd(ReadOnlySpan<byte> bytes, int from)
    {
        while (from < bytes.Length)
        {
            var zero = bytes[from..].IndexOf(Zero);
            if (zero < 0) return -1;
            for (from += zero; from < bytes.Length - 1 && bytes[from] == Zero; from += EscapedZeroLength)
            {
                if (bytes[from + 1] == EndFollows) return from + EndLength;
                if (bytes[from + 1] != ZeroFollows) return -1;
            }

            // A 00 that nothing follows.
            if (from == bytes.Length - 1 && bytes[from] == Zero) return -1;
        }

        return -1;
    }

    /// <summary>Bytes of the string that was escaped.</summary>
    /// <param name="escaped">What <see cref="FindEnd"/> found, its end mark left out.</param>
    public static int UnescapedLength(ReadOnlySpan<byte> escaped) => escaped.Length - escaped.Count(Zero);

    /// <summary>The string that was escaped: the same bytes if it has no 00, otherwise a copy.</summary>
    /// <param name="escaped">What <see cref="FindEnd"/> found, its end mark left out.</param>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> escaped)
    {
        var zeros = escaped.Count(Zero);
        if (zeros == 0) return escaped;

        var bytes = new byte[escaped.Length - zeros];
        var at = 0;
        for (int zero; (zero = escaped.IndexOf(Zero)) >= 0; escaped = escaped[zero..])
        {
            escaped[..zero].CopyTo(bytes.AsSpan(at));
            at += zero;

            // The array has its zeros already.
            for (; zero < escaped.Length && escaped[zero] == Zero; zero += EscapedZeroLength)
                at++;
        }

        escaped.CopyTo(bytes.AsSpan(at));
        return bytes;
    }
}
