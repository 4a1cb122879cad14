using System.Buffers;
using System.Globalization;

namespace ImmuFunctions.Functions.Gateway;

/// <summary>Spans of time as Go programs take them: numbers with units, such as <c>1h30m</c>; a number alone is seconds.</summary>
internal static class GoDuration
{
    private const double LongestSeconds = 1e9;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Reads a span.</summary>
    /// <param name="text">From anywhere. Units: h, m, s, ms, us, µs, ns, in any order, with fractions.</param>
    /// <returns>Null if it is none, is negative, or is longer than 10^9 seconds.</returns>
    public static TimeSpan? Parse(string text)
    {
        if (TryNumber(text, out double seconds))
            return ToSpan(seconds);

        ReadOnlySpan<char> rest = text;
        double total = 0;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !TryNumber(rest[..digits], out double number))
                return null;
            rest = rest[digits..];
            int letters = rest.IndexOfAny(Digits);
            ReadOnlySpan<char> unit = letters < 0 ? rest : rest[..letters];
            if (SecondsIn(unit) is not { } each)
                return null;
            total += number * each;
            rest = rest[unit.Length..];
        }

        return text.Length == 0 ? null : ToSpan(total);
    }

    private static double? SecondsIn(ReadOnlySpan<char> unit) => unit switch
    {
        "h" => 3600,
        "m" => 60,
        "s" => 1,
        "ms" => 1e-3,
        "us" or "µs" or "μs" => 1e-6,
        "ns" => 1e-9,
        _ => null,
    };

    private static TimeSpan? ToSpan(double seconds) => seconds <= LongestSeconds ? TimeSpan.FromSeconds(seconds) : null;

    private static bool TryNumber(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
