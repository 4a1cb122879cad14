using System.Globalization;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>The <c>grpc-timeout</c> header: up to eight digits and a unit (H, M, S, m, u or n).</summary>
/// <remarks>Source: "Requests" in gRPC's PROTOCOL-HTTP2.md.</remarks>
public static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;

    /// <summary>Writes <paramref name="timeout"/> in the finest unit that fits, rounded up.</summary>
    /// <param name="timeout">Zero or less is written as zero; more than 99,999,999 hours as that.</param>
    public static string Format(TimeSpan timeout)
    {
        var ticks = Math.Max(0, timeout.Ticks);
        return Format(ticks, TimeSpan.TicksPerMicrosecond, 'u')
            ?? Format(ticks, TimeSpan.TicksPerMillisecond, 'm')
            ?? Format(ticks, TimeSpan.TicksPerSecond, 'S')
            ?? Format(ticks, TimeSpan.TicksPerMinute, 'M')
            ?? Format(ticks, TimeSpan.TicksPerHour, 'H')
            ?? "99999999H";
    }

    /// <summary>Reads a header value; a fraction of 100 ns is rounded up.</summary>
    /// <param name="text">Received text, which may be hostile.</param>
    /// <param name="timeout">The time allowed, at least zero.</param>
    /// <returns>Whether <paramref name="text"/> is a timeout.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1)
            return false;
        if (!long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;

        long ticks;
        switch (text[^1])
        {
            case 'H': ticks = value * TimeSpan.TicksPerHour; break;
            case 'M': ticks = value * TimeSpan.TicksPerMinute; break;
            case 'S': ticks = value * TimeSpan.TicksPerSecond; break;
            case 'm': ticks = value * TimeSpan.TicksPerMillisecond; break;
            case 'u': ticks = value * TimeSpan.TicksPerMicrosecond; break;
            case 'n': ticks = (value + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick; break;
            default: return false;
        }

        timeout = new TimeSpan(ticks);
        return true;
    }

    private static string? Format(long ticks, long ticksPerUnit, char unit)
    {
        var value = (ticks / ticksPerUnit) + (ticks % ticksPerUnit == 0 ? 0 : 1);
        return value <= MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{value}{unit}") : null;
    }
}
