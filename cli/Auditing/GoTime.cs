using System.Globalization;

namespace ImmuFunctions.Cli.Auditing;

/// <summary>Times as immudb's programs take them: <c>10s</c>, <c>1h30m</c>; a number alone is seconds.</summary>
internal static class GoTime
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 1e-3), ("h", 3600), ("m", 60), ("s", 1)];

    /// <summary>Reads a time.</summary>
    /// <param name="text">From anywhere.</param>
    /// <returns>Null if it is none, or longer than 10^9 seconds.</returns>
    public static TimeSpan? Parse(string text)
    {
        if (Number(text) is { } seconds)
            return Span(seconds);
        double total = 0;
        string rest = text;
        while (rest.Length > 0)
        {
            int digits = rest.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
            string behind = rest[digits..];
            (string unit, double each) = Array.Find(Units, u => behind.StartsWith(u.Unit, StringComparison.Ordinal));
            if (unit is null || Number(rest[..digits]) is not { } number)
                return null;
            total += number * each;
            rest = behind[unit.Length..];
        }

        return text.Length == 0 ? null : Span(total);
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ? number : null;

    private static TimeSpan? Span(double seconds) => seconds <= 1e9 ? TimeSpan.FromSeconds(seconds) : null;
}
