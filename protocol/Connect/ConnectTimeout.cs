using System.Globalization;

namespace ImmuFunctions.Protocol.Connect;

/// <summary>The <c>Connect-Timeout-Ms</c> header: milliseconds, up to ten digits.</summary>
/// <remarks>Source: https://connectrpc.com/docs/protocol/#unary-request.</remarks>
public static class ConnectTimeout
{
    private const int MaxDigits = 10;
    private const long MaxValue = 9_999_999_999;

    /// <summary>Writes <paramref name="timeout"/>, rounded up.</summary>
    /// <param name="timeout">Zero or less is written as zero; more than 9,999,999,999 ms, some 115 days, as that.</param>
    public static string Format(TimeSpan timeout)
    {
        long ticks = Math.Max(0, timeout.Ticks);
        long milliseconds = (ticks / TimeSpan.TicksPerMillisecond) + (ticks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);
        return Math.Min(MaxValue, milliseconds).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a header value.</summary>
    /// <param name="text">Received text, which may be hostile.</param>
    /// <returns>The time allowed, at least zero; null if it is none.</returns>
    public static TimeSpan? Parse(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= MaxDigits && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;
}
