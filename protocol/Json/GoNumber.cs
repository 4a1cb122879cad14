using System.Globalization;

namespace ImmuFunctions.Protocol.Json;

/// <summary>Numbers in Go's words.</summary>
public static class GoNumber
{
    /// <summary>The shortest text that stands for <paramref name="value"/>, as Go's encoding/json writes it: with an exponent below 1e-6 and from 1e21 on.</summary>
    /// <param name="value">Finite.</param>
    public static string Format(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = text.IndexOf('E');
        if (exponent < 0)
            return text;
        if (Math.Abs(value) is >= 1e-6 and < 1e21)
            return decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        string digits = text[(exponent + 2)..].TrimStart('0');
        return $"{text[..exponent]}e{text[exponent + 1]}{digits}";
    }

    /// <summary>Reads an unsigned number in decimal digits.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="value">The number.</param>
    /// <returns>Null, or why it is none, as Go's strconv says it.</returns>
    public static string? TryParse(string text, out ulong value)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value))
            return null;
        string reason = text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9') ? "value out of range" : "invalid syntax";
        return $"strconv.ParseUint: parsing {Quote(text)}: {reason}";
    }

    // Go quotes more; what is echoed here are the characters of a URL.
    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
