using System.Globalization;

namespace ImmuFunctions.Bench.Reporting;

/// <summary>Figures as they are printed, the same on every machine.</summary>
internal static class Figures
{
    private const double Mebibyte = 1 << 20;

    /// <summary>A whole number with commas between thousands.</summary>
    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>One decimal.</summary>
    public static string Tenths(double value) => value.ToString("N1", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>0.62×</c>.</summary>
    public static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture) + "×";

    /// <summary>Milliseconds; two decimals, three below one.</summary>
    public static string Milliseconds(TimeSpan time) =>
        time.TotalMilliseconds.ToString(time.TotalMilliseconds < 1 ? "0.000" : "N2", CultureInfo.InvariantCulture);

    /// <summary>Seconds, two decimals.</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("N2", CultureInfo.InvariantCulture);

    /// <summary>MiB without decimals.</summary>
    public static string Mebibytes(long bytes) => Count(bytes / Mebibyte);
}
